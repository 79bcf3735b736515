package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.stream.IntStream;

/** Large pieces of host memory, compared on all cores. */
final class Elements {

    private static final long CHUNK_BYTES = 256 << 10;

    /** Of a number in single precision. */
    private static final int EXPONENT = 0x7F800000;

    private static final int LOWEST_OF_EXPONENT = 0x00800000;

    private Elements() {}

    /** Tells whether two pieces of memory of the same size are equal, bit by bit. */
    static boolean identical(MemorySegment left, MemorySegment right) {
        long bytes = left.byteSize();
        return right.byteSize() == bytes
                && IntStream.range(0, Math.toIntExact(Math.ceilDiv(bytes, CHUNK_BYTES)))
                        .parallel()
                        .allMatch(chunk -> {
                            long from = chunk * CHUNK_BYTES;
                            long to = Math.min(bytes, from + CHUNK_BYTES);
                            return MemorySegment.mismatch(left, from, to, right, from, to) < 0;
                        });
    }

    /** Counts the 32-bit words that are {@code word}, on all cores. */
    static long count(MemorySegment memory, int word) {
        long bytes = memory.byteSize();
        return IntStream.range(0, Math.toIntExact(Math.ceilDiv(bytes, CHUNK_BYTES)))
                .parallel()
                .map(chunk -> {
                    int others = 0;
                    long from = chunk * CHUNK_BYTES;
                    int words = (int) (Math.min(CHUNK_BYTES, bytes - from) / Integer.BYTES);
                    for (int i = 0; i < words; i++) {
                        int difference = memory.get(ValueLayout.JAVA_INT, from + (long) i * Integer.BYTES) ^ word;
                        // The sign of x or of -x, for any x but 0: no branch in the loop.
                        others += (difference | -difference) >>> Integer.SIZE - 1;
                    }
                    return words - others;
                })
                .asLongStream()
                .sum();
    }

    /** Finds the first element in which two pieces of memory differ. */
    static Optional<Long> firstDifference(MemorySegment left, MemorySegment right, ElementType type) {
        long mismatch = left.mismatch(right);
        return mismatch < 0 ? Optional.empty() : Optional.of(mismatch / type.bytes());
    }

    /** Finds an element that is NaN or infinite, not always the first, on all cores. */
    static Optional<Long> notFinite(MemorySegment memory, ElementType type) {
        long elements = memory.byteSize() / type.bytes();
        long chunk = CHUNK_BYTES / type.bytes();
        return type == ElementType.INT32
                ? Optional.empty()
                : IntStream.range(0, Math.toIntExact(Math.ceilDiv(elements, chunk)))
                        .parallel()
                        .mapToObj(c -> notFinite(memory, type, c * chunk, Math.min(elements, (c + 1) * chunk)))
                        .flatMap(Optional::stream)
                        .findAny();
    }

    private static Optional<Long> notFinite(MemorySegment memory, ElementType type, long from, long to) {
        if (type == ElementType.FLOAT32 && allFinite(memory, from, (int) (to - from))) {
            return Optional.empty();
        }
        for (long i = from; i < to; i++) {
            if (!Double.isFinite(get(memory, type, i))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private static boolean allFinite(MemorySegment memory, long from, int count) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            int bits = memory.get(ValueLayout.JAVA_INT, (from + i) * Float.BYTES);
            // An exponent of ones alone carries into the sign: no branch in the loop.
            found |= (bits & EXPONENT) + LOWEST_OF_EXPONENT;
        }
        return found >= 0;
    }

    /** Reads one element as a number. */
    static double get(MemorySegment memory, ElementType type, long index) {
        return switch (type) {
            case FLOAT32 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, index);
            case FLOAT64 -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, index);
            case INT32 -> memory.getAtIndex(ValueLayout.JAVA_INT, index);
        };
    }

    /** Reads all elements as numbers. */
    static double[] numbers(MemorySegment memory, ElementType type) {
        double[] numbers = new double[Math.toIntExact(memory.byteSize() / type.bytes())];
        IntStream.range(0, numbers.length).parallel().forEach(i -> numbers[i] = get(memory, type, i));
        return numbers;
    }

    static void set(MemorySegment memory, ElementType type, long index, double value) {
        switch (type) {
            case FLOAT32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
            case FLOAT64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
            case INT32 -> memory.setAtIndex(ValueLayout.JAVA_INT, index, (int) value);
        }
    }
}
