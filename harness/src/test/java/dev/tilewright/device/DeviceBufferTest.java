package dev.tilewright.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a backend gets that can only copy. */
final class DeviceBufferTest {

    private static final int ELEMENTS = 300_001;

    /** Memory of a device that is somewhere else. */
    private record Elsewhere(Buffer buffer, int[] words) implements DeviceBuffer {

        @Override
        public void write(MemorySegment source) {
            MemorySegment.ofArray(words).copyFrom(source);
        }

        @Override
        public void read(MemorySegment target) {
            target.copyFrom(MemorySegment.ofArray(words));
        }

        @Override
        public boolean guardsIntact() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final Elsewhere memory = new Elsewhere(
            new Buffer("X", ElementType.INT32, List.of((long) ELEMENTS), Buffer.Role.OUTPUT), new int[ELEMENTS]);

    @Test
    void aFillIsCopiedToTheDevice() {
        memory.fill(0x7FF8DEAD);
        assertThat(memory.words).containsOnly(0x7FF8DEAD);
    }

    @Test
    void aLookIsAtACopyThatManyThreadsMayRead() {
        memory.words[ELEMENTS - 1] = 7;
        int sum = memory.look(contents -> IntStream.range(0, ELEMENTS)
                .parallel()
                .map(i -> contents.getAtIndex(ValueLayout.JAVA_INT, i))
                .sum());
        assertThat(sum).isEqualTo(7);
    }
}
