package dev.tilewright.device;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/** Blends piece by piece in arrays, since the compiler of a virtual machine takes vectors only where it sees that nothing overlaps. */
final class PlainBlending implements Blending {

    /** What is blended at once: small enough for the first level of any cache. */
    private static final int PIECE_WORDS = 2048;

    private static final int[] STEPS = steps(0);
    private static final int[] STEPS_OF_LONGS = steps(1);

    /** Returns how far places are from that of the first of some words, where 2^{@code shift} of them are an element. */
    private static int[] steps(int shift) {
        return IntStream.range(0, PIECE_WORDS)
                .map(word -> (word >> shift) * WEYL)
                .toArray();
    }

    @Override
    public void blend(
            MemorySegment first, MemorySegment second, MemorySegment target, long from, long end, int shift, int seed) {
        int[] steps = shift == 0 ? STEPS : STEPS_OF_LONGS;
        int[] ours = new int[PIECE_WORDS];
        int[] others = new int[PIECE_WORDS];
        for (long at = from; at < end; at += (long) PIECE_WORDS * Integer.BYTES) {
            int words = (int) Math.min(PIECE_WORDS, (end - at) / Integer.BYTES);
            MemorySegment.copy(first, ValueLayout.JAVA_INT, at, ours, 0, words);
            MemorySegment.copy(second, ValueLayout.JAVA_INT, at, others, 0, words);
            int place = (int) (at / Integer.BYTES >> shift);
            blend(ours, others, words, steps, place * WEYL + seed);
            MemorySegment.copy(ours, 0, target, ValueLayout.JAVA_INT, at, words);
        }
    }

    /** Replaces some of {@code ours} by {@code others}. */
    private static void blend(int[] ours, int[] others, int words, int[] steps, int start) {
        for (int i = 0; i < words; i++) {
            int bits = steps[i] + start;
            bits ^= bits >>> 16;
            bits *= FIRST_FACTOR;
            bits ^= bits >>> 13;
            bits *= SECOND_FACTOR;
            int differing = ours[i] ^ others[i];
            ours[i] = others[i] ^ (differing & bits >> Integer.SIZE - 1);
        }
    }
}
