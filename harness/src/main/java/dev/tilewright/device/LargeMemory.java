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
        chunks(target.byteSize(), from -> {
            int elements = (int) (Math.min(CHUNK_BYTES, target.byteSize() - from) / elementBytes);
            if (elementBytes == Long.BYTES) {
                blendLongs(first, second, target, seed, from, elements);
            } else {
                blendInts(first, second, target, seed, from, elements);
            }
        });
    }

    private static void blendInts(
            MemorySegment first, MemorySegment second, MemorySegment target, int seed, long from, int elements) {
        int place = (int) (from / Integer.BYTES);
        for (int i = 0; i < elements; i++) {
            long at = from + (long) i * Integer.BYTES;
            int other = second.get(ValueLayout.JAVA_INT, at);
            int differing = first.get(ValueLayout.JAVA_INT, at) ^ other;
            target.set(ValueLayout.JAVA_INT, at, other ^ differing & mixed(place + i, seed) >> Integer.SIZE - 1);
        }
    }

    private static void blendLongs(
            MemorySegment first, MemorySegment second, MemorySegment target, int seed, long from, int elements) {
        int place = (int) (from / Long.BYTES);
        for (int i = 0; i < elements; i++) {
            long at = from + (long) i * Long.BYTES;
            long other = second.get(ValueLayout.JAVA_LONG, at);
            long differing = first.get(ValueLayout.JAVA_LONG, at) ^ other;
            target.set(
                    ValueLayout.JAVA_LONG, at, other ^ differing & (long) (mixed(place + i, seed) >> Integer.SIZE - 1));
        }
    }

    /** The finalizer of MurmurHash3 (Appleby 2016) without its last shift, which does not touch the bit that counts. */
    private static int mixed(int place, int seed) {
        int bits = place * 0x9E3779B1 + seed;
        bits ^= bits >>> 16;
        bits *= 0x85EBCA6B;
        bits ^= bits >>> 13;
        bits *= 0xC2B2AE35;
        return bits;
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
