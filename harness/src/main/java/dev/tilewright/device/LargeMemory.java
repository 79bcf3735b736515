package dev.tilewright.device;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** Large pieces of host memory, filled and copied on all cores; what belongs to a single thread is copied by that one. */
public final class LargeMemory {

    private static final long CHUNK_BYTES = 512 << 10;

    /** Never started: memory that it may reach belongs to no single thread. */
    private static final Thread ANY_OTHER = Thread.ofPlatform().unstarted(() -> {});

    private LargeMemory() {}

    /** Copies all of {@code source} to {@code target}, of the same size. */
    public static void copy(MemorySegment source, MemorySegment target) {
        if (source.byteSize() != target.byteSize()) {
            throw new IllegalArgumentException(
                    "%d bytes do not fill %d".formatted(source.byteSize(), target.byteSize()));
        }
        if (!source.isAccessibleBy(ANY_OTHER) || !target.isAccessibleBy(ANY_OTHER)) {
            target.copyFrom(source);
            return;
        }
        chunks(source.byteSize(), from -> {
            long bytes = Math.min(CHUNK_BYTES, source.byteSize() - from);
            MemorySegment.copy(source, from, target, from, bytes);
        });
    }

    /** Sets every 32-bit word of {@code target}, whose size is a multiple of 4 bytes. */
    public static void fill(MemorySegment target, int word) {
        if (target.byteSize() % Integer.BYTES != 0) {
            throw new IllegalArgumentException(target.byteSize() + " bytes are not a whole number of words");
        }
        chunks(target.byteSize(), from -> {
            long end = Math.min(target.byteSize(), from + CHUNK_BYTES);
            for (long at = from; at < end; at += Integer.BYTES) {
                target.set(ValueLayout.JAVA_INT, at, word);
            }
        });
    }

    /**
     * Fills {@code target} with elements of {@code first} and {@code second}, all of the same size: which of the two follows from the place
     * and from {@code seed} as if it were drawn.
     *
     * @param elementBytes how large an element is, 4 or 8 bytes
     */
    public static void blend(
            MemorySegment first, MemorySegment second, MemorySegment target, int seed, int elementBytes) {
        if (first.byteSize() != target.byteSize()
                || second.byteSize() != target.byteSize()
                || target.byteSize() % elementBytes != 0) {
            throw new IllegalArgumentException("%d and %d bytes do not fill %d with elements of %d"
                    .formatted(first.byteSize(), second.byteSize(), target.byteSize(), elementBytes));
        }
        int shift = elementBytes == Long.BYTES ? 1 : 0;
        Blending blending = Blending.Choice.OF_THIS_PROCESS.blending(target.byteSize());
        chunks(
                target.byteSize(),
                from -> blending.blend(
                        first, second, target, from, Math.min(target.byteSize(), from + CHUNK_BYTES), shift, seed));
    }

    private static void chunks(long bytes, LongConsumer chunk) {
        if (bytes <= CHUNK_BYTES) {
            chunk.accept(0);
            return;
        }
        IntStream.range(0, Math.toIntExact(Math.ceilDiv(bytes, CHUNK_BYTES)))
                .parallel()
                .forEach(index -> chunk.accept(index * CHUNK_BYTES));
    }
}
