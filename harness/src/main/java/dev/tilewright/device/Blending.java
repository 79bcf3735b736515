package dev.tilewright.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A loop that chooses, word by word, between two contents: by the finalizer of MurmurHash3 (Appleby 2016) over the place and a seed,
 * without its last shift, which does not touch the bit that counts. All such loops choose alike.
 *
 * <p>Java's vectors are twice as fast or more, but what uses them takes a second until it is compiled, and is a hundred times slower till
 * then. So plain loops serve until a process has blended so much that it seems to go on with it.
 */
interface Blending {

    /** What a place counts for in the hash: the odd number nearest to 2^32 divided by the golden ratio. */
    int WEYL = 0x9E3779B1;

    int FIRST_FACTOR = 0x85EBCA6B;
    int SECOND_FACTOR = 0xC2B2AE35;

    /**
     * Blends words.
     *
     * @param from the first byte, a multiple of 4
     * @param end the byte behind the last
     * @param shift 2^{@code shift} words are an element, and stay together
     */
    void blend(
            MemorySegment first, MemorySegment second, MemorySegment target, long from, long end, int shift, int seed);

    /** Which loop a process uses. */
    final class Choice {

        /** With plain loops, this takes about as long as it takes until vectors are fast. */
        private static final long BREAK_EVEN_BYTES = 1L << 30;

        private static final long REHEARSAL_LIMIT_NANOS = 3_000_000_000L;
        private static final int REHEARSED_BYTES = 32 << 10;
        private static final int REPETITIONS = 50;

        static final Choice OF_THIS_PROCESS = new Choice(BREAK_EVEN_BYTES, REHEARSAL_LIMIT_NANOS);

        private final AtomicLong left;
        private final long limitNanos;
        private volatile Blending chosen = new PlainBlending();

        /**
         * @param breakEven after how many bytes vectors are tried
         * @param limitNanos how long they may take until they are faster, in ns
         */
        Choice(long breakEven, long limitNanos) {
            left = new AtomicLong(breakEven);
            this.limitNanos = limitNanos;
        }

        /** Returns what to blend so many bytes with. */
        Blending blending(long bytes) {
            long before = left.getAndAdd(-bytes);
            if (VectorModule.present() && before > 0 && before <= bytes) {
                chosen = rehearsed(new VectorBlending(), chosen);
            }
            return chosen;
        }

        /** Returns {@code better} once it has shown that it is, and {@code fallback} if it does not in time. */
        private Blending rehearsed(Blending better, Blending fallback) {
            try (Arena arena = Arena.ofShared()) {
                MemorySegment memory = arena.allocate(3L * REHEARSED_BYTES, 64);
                long begun = System.nanoTime();
                while (System.nanoTime() - begun < limitNanos) {
                    if (least(better, memory) < least(fallback, memory)) {
                        return better;
                    }
                }
                return fallback;
            }
        }

        /** Returns the least time of some repetitions, in ns. */
        private static long least(Blending blending, MemorySegment memory) {
            MemorySegment first = memory.asSlice(0, REHEARSED_BYTES);
            MemorySegment second = memory.asSlice(REHEARSED_BYTES, REHEARSED_BYTES);
            MemorySegment target = memory.asSlice(2L * REHEARSED_BYTES, REHEARSED_BYTES);
            long least = Long.MAX_VALUE;
            for (int i = 0; i < REPETITIONS; i++) {
                long begun = System.nanoTime();
                blending.blend(first, second, target, 0, REHEARSED_BYTES, 0, i);
                least = Math.min(least, System.nanoTime() - begun);
            }
            return least;
        }
    }
}
