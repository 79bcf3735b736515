package dev.tilewright.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Language;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Fills buffers from stretches of a stock, on the device where it can, and holds them against what the host makes of the same stretches. */
final class BlendedStretches {

    /** No whole number of groups, nor of chunks. */
    private static final int ELEMENTS = 300_007;

    private BlendedStretches() {}

    static void check(Session session, Language language, DeviceFacts facts) {
        for (ElementType type : ElementType.values()) {
            for (int seed : new int[] {0, 1, -2, Integer.MAX_VALUE}) {
                check(session, Blender.of(session, language, facts), type, seed);
            }
        }
    }

    private static void check(Session session, Optional<Blender> blender, ElementType type, int seed) {
        int size = type.bytes();
        MemorySegment stock = MemorySegment.ofArray(
                IntStream.range(0, 2 * ELEMENTS * size / Integer.BYTES).toArray());
        long first = 17L * size;
        long second = (long) (ELEMENTS - 5) * size;
        long bytes = (long) ELEMENTS * size;
        MemorySegment expected = MemorySegment.ofArray(new int[ELEMENTS * size / Integer.BYTES]);
        LargeMemory.blend(stock.asSlice(first, bytes), stock.asSlice(second, bytes), expected, seed, size);
        Buffer buffer = new Buffer("target", type, List.of((long) ELEMENTS), Buffer.Role.INPUT);
        try (DeviceBuffer target = session.allocate(buffer)) {
            if (blender.isPresent()) {
                try (DeviceBuffer held = blender.get().hold(stock).orElseThrow()) {
                    blender.get().blend(held, target, first, second, seed);
                }
            } else {
                target.blend(stock.asSlice(first, bytes), stock.asSlice(second, bytes), seed);
            }
            assertThat(target.<Long>look(contents -> contents.mismatch(expected)))
                    .as("%s, seed %d: first byte that differs", type, seed)
                    .isEqualTo(-1L);
            assertThat(target.guardsIntact()).isTrue();
        }
    }
}
