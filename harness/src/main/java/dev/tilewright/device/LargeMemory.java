package dev.tilewright.device;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** Large pieces of host memory, filled and copied on all cores; what belongs to a single thread is copied by that one. */
public final class LargeMemory {

    private static final long CHUNK_BYTES = 512 << 10;

    /** What is blended at once: small enough for the first level of any cache. */
    private static final int PIECE_WORDS = 2048;

    /** What a place counts for in the hash: the odd number nearest to 2^32 divided by the golden ratio. */
    private static final int WEYL = 0x9E3779B1;

    private static final int[] STEPS = steps(0);
    private static final int[] STEPS_OF_LONGS = steps(1);

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
        int[] steps = elementBytes == Long.BYTES ? STEPS_OF_LONGS : STEPS;
        chunks(target.byteSize(), from -> {
            // Arrays, since the compiler of a virtual machine takes vectors only where it sees that nothing overlaps.
            int[] ours = new int[PIECE_WORDS];
            int[] others = new int[PIECE_WORDS];
            long end = Math.min(target.byteSize(), from + CHUNK_BYTES);
            for (long at = from; at < end; at += (long) PIECE_WORDS * Integer.BYTES) {
                int words = (int) Math.min(PIECE_WORDS, (end - at) / Integer.BYTES);
                MemorySegment.copy(first, ValueLayout.JAVA_INT, at, ours, 0, words);
                MemorySegment.copy(second, ValueLayout.JAVA_INT, at, others, 0, words);
                int place = (int) (at / Integer.BYTES >> shift);
                blend(ours, others, words, steps, place * WEYL + seed);
                MemorySegment.copy(ours, 0, target, ValueLayout.JAVA_INT, at, words);
            }
        });
    }

    /**
     * Replaces some of {@code ours} by {@code others}: those that the finalizer of MurmurHash3 (Appleby 2016) chooses, without its last
     * shift, which does not touch the bit that counts.
     */
    private static void blend(int[] ours, int[] others, int words, int[] steps, int start) {
        for (int i = 0; i < words; i++) {
            int bits = steps[i] + start;
            bits ^= bits >>> 16;
            bits *= 0x85EBCA6B;
            bits ^= bits >>> 13;
            bits *= 0xC2B2AE35;
            int differing = ours[i] ^ others[i];
            ours[i] = others[i] ^ (differing & bits >> Integer.SIZE - 1);
        }
    }

    /** Returns how far places are from that of the first of some words, where 2^{@code shift} of them are an element. */
    private static int[] steps(int shift) {
        return IntStream.range(0, PIECE_WORDS)
                .map(word -> (word >> shift) * WEYL)
                .toArray();
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
