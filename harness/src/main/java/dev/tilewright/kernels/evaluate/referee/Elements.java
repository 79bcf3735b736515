package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.stream.IntStream;

/** Large pieces of host memory, compared on all cores. */
final class Elements {

    private static final long CHUNK_BYTES = 256 << 10;

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
                .mapToLong(chunk -> {
                    long found = 0;
                    for (long at = chunk * CHUNK_BYTES;
                            at < Math.min(bytes, (chunk + 1) * CHUNK_BYTES);
                            at += Integer.BYTES) {
                        found += memory.get(ValueLayout.JAVA_INT, at) == word ? 1 : 0;
                    }
                    return found;
                })
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
        // A product with 0 is 0 for finite numbers only, and NaN stays in a sum: no branch in the loop that counts.
        double sum = 0;
        for (long i = from; i < to; i++) {
            sum += get(memory, type, i) * 0;
        }
        for (long i = from; sum != 0 && i < to; i++) {
            if (!Double.isFinite(get(memory, type, i))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
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
