package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/**
 * What an output should be, in double precision, and how a result is held against it.
 *
 * <p>The error of an element is its distance from the reference, relative to the magnitude of the element or of the whole tensor,
 * whichever is larger; the magnitude of the tensor is its root mean square. A small element that came about by cancellation is thus
 * judged by its tensor's magnitude, and one huge element does not excuse errors in all the others, as a maximum would. A tensor of
 * zeros has an error of exactly 1 wherever the reference has some size.
 */
final class Expected {

    private static final int CHUNK = 1 << 15;
    private static final int BLOCK = 1 << 10;

    private final double[] values;
    private final double magnitude;
    private final boolean finite;

    Expected(double[] values) {
        this.values = values;
        double sumOfSquares = IntStream.range(0, chunks())
                .parallel()
                .mapToDouble(this::sumOfSquares)
                .sum();
        finite = Double.isFinite(sumOfSquares);
        magnitude = Math.sqrt(sumOfSquares / values.length);
    }

    private double sumOfSquares(int chunk) {
        double sum = 0;
        for (int i = chunk * CHUNK; i < end(chunk); i++) {
            sum += values[i] * values[i];
        }
        return sum;
    }

    private int chunks() {
        return Math.ceilDiv(values.length, CHUNK);
    }

    private int end(int chunk) {
        return (int) Math.min(values.length, (chunk + 1L) * CHUNK);
    }

    /** Tells whether every element is a finite number; no result is right where one is not. */
    boolean finite() {
        return finite;
    }

    double[] values() {
        return values;
    }

    /**
     * Returns the largest error of any element of {@code result}; NaN if an element is NaN or infinite.
     *
     * @param result as many elements of {@code type} as the reference has
     */
    double error(MemorySegment result, ElementType type) {
        if (result.byteSize() != (long) values.length * type.bytes()) {
            throw new IllegalArgumentException(
                    "the result has %d bytes, the reference %d elements".formatted(result.byteSize(), values.length));
        }
        return IntStream.range(0, chunks())
                .parallel()
                .mapToDouble(chunk -> error(result, type, chunk * CHUNK, end(chunk)))
                .reduce(0, Expected::worse);
    }

    private double error(MemorySegment result, ElementType type, int from, int to) {
        return switch (type) {
            case FLOAT32 -> floatError(result, from, to);
            case FLOAT64 -> {
                double worst = 0;
                for (int i = from; i < to; i++) {
                    worst = worse(worst, error(result.getAtIndex(ValueLayout.JAVA_DOUBLE, i), values[i]));
                }
                yield worst;
            }
            case INT32 -> {
                double worst = 0;
                for (int i = from; i < to; i++) {
                    worst = worse(worst, error(result.getAtIndex(ValueLayout.JAVA_INT, i), values[i]));
                }
                yield worst;
            }
        };
    }

    /**
     * The case that counts. The elements of a block are looked at one by one only if the largest distance among them would make one the
     * worst so far were it of the tensor's size: for all others the sizes, which no processor can predict, are not compared.
     */
    private double floatError(MemorySegment result, int from, int to) {
        float[] actual = new float[BLOCK];
        double worst = 0;
        double negligible = 0;
        for (int first = from; first < to; first += BLOCK) {
            int count = Math.min(BLOCK, to - first);
            MemorySegment.copy(result, ValueLayout.JAVA_FLOAT, (long) first * Float.BYTES, actual, 0, count);
            if (largestDistance(actual, first, count) <= negligible) {
                continue;
            }
            for (int i = 0; i < count; i++) {
                double distance = Math.abs(actual[i] - values[first + i]);
                if (!(distance <= negligible)) {
                    worst = worse(worst, relative(distance, values[first + i]));
                    negligible = worst * magnitude;
                }
            }
        }
        return worst;
    }

    /** Returns how far {@code actual} is from the reference at most; NaN if an element is NaN. A loop that compilers vectorize. */
    private double largestDistance(float[] actual, int first, int count) {
        double[] reference = values;
        double largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(actual[i] - reference[first + i]));
        }
        return largest;
    }

    private double error(double actual, double expected) {
        return relative(Math.abs(actual - expected), expected);
    }

    private double relative(double distance, double expected) {
        if (distance == 0) {
            return 0;
        }
        double relative = distance / Math.max(Math.abs(expected), magnitude);
        return Double.isFinite(distance) ? relative : Double.NaN;
    }

    /** Math.max, with NaN the worst of all: once met, it stays. */
    private static double worse(double left, double right) {
        return Math.max(left, right);
    }

    /** Returns the index of the first element whose error is not within {@code tolerance}; -1 if there is none. */
    int firstWrong(MemorySegment result, ElementType type, double tolerance) {
        for (int chunk = 0; chunk < chunks(); chunk++) {
            for (int i = chunk * CHUNK; i < end(chunk); i++) {
                if (!(error(result, type, i, i + 1) <= tolerance)) {
                    return i;
                }
            }
        }
        return -1;
    }
}
