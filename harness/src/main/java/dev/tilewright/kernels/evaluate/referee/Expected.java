package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.ErrorModel.ErrorBound;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What an output should be, in double precision, and how a result is held against it.
 *
 * <p>Each element has an allowance of its own: what an honest kernel needs by the error model, or, where nothing is known of the
 * computation, a share of its size. The size of an element is the larger of its own magnitude and the root mean square of the tensor: a
 * small element that came about by cancellation is thus judged by its tensor's magnitude, and one huge element does not excuse errors in
 * all the others, as a maximum would.
 *
 * <p>What is reported is the largest error relative to that size; it decides nothing. A tensor of zeros has an error of exactly 1 wherever
 * the reference has some size.
 */
final class Expected {

    private static final int CHUNK = 1 << 15;
    private static final int BLOCK = 1 << 10;

    private final double[] values;
    private final double[] allowances;
    private final Allowance allowance;
    private final double magnitude;
    private final boolean finite;
    private final boolean bounded;

    /** Takes a reference of a computation of which nothing is known. */
    Expected(double[] values, Allowance allowance) {
        this(values, new double[values.length], allowance, new Rule() {
            @Override
            public double bound(double value, double rest) {
                return 0;
            }

            @Override
            public double allowance(double value, double bound, double magnitude) {
                return allowance.unmodelled(value, magnitude);
            }
        });
    }

    /**
     * Takes a reference with the bounds of an honest kernel's errors.
     *
     * @param values the reference
     * @param rests what the error model computes for each element; empty if it has only what is proportional to values. It is used up
     * @param bound what makes bounds of the two
     */
    Expected(double[] values, Optional<double[]> rests, ErrorBound bound, Allowance allowance) {
        this(values, rests.orElseGet(() -> new double[values.length]), allowance, new Rule() {
            @Override
            public double bound(double value, double rest) {
                return bound.of(value, rest);
            }

            @Override
            public double allowance(double value, double limit, double magnitude) {
                return allowance.modelled(value, limit, magnitude);
            }
        });
    }

    /** Makes an allowance of a value, what the model computed for it, and the magnitude of the tensor. */
    private interface Rule {

        double bound(double value, double rest);

        double allowance(double value, double bound, double magnitude);
    }

    private Expected(double[] values, double[] rests, Allowance allowance, Rule rule) {
        this.values = values;
        this.allowance = allowance;
        double sumOfSquares = IntStream.range(0, chunks())
                .parallel()
                .mapToDouble(this::sumOfSquares)
                .sum();
        magnitude = Double.isFinite(sumOfSquares) ? Math.sqrt(sumOfSquares / values.length) : 0;
        int without = IntStream.range(0, chunks())
                .parallel()
                .map(chunk -> {
                    int unbounded = 0;
                    for (int i = chunk * CHUNK; i < end(chunk); i++) {
                        double bound = rule.bound(values[i], rests[i]);
                        unbounded += bound < Double.POSITIVE_INFINITY || !allowance.holds(values[i]) ? 0 : 1;
                        rests[i] = rule.allowance(values[i], bound, magnitude);
                    }
                    return unbounded;
                })
                .sum();
        bounded = without == 0;
        allowances = rests;
        finite = Double.isFinite(sumOfSquares)
                && IntStream.range(0, chunks()).parallel().allMatch(this::isFinite);
    }

    private boolean isFinite(int chunk) {
        for (int i = chunk * CHUNK; i < end(chunk); i++) {
            if (!allowance.holds(values[i])) {
                return false;
            }
        }
        return true;
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

    /** Tells whether a result can be right: where an element is no finite number of its type, only if the task allows that. */
    boolean attainable() {
        return finite || allowance.tolerance().nonFinite();
    }

    /** Tells whether results can be judged: inputs on which an honest kernel may overflow or lose all its digits prove nothing. */
    boolean judges() {
        return bounded && attainable();
    }

    double[] values() {
        return values;
    }

    /** Tells whether the task's own tolerance is stricter than the error model. */
    boolean isStrict() {
        return allowance.strict();
    }

    /** Returns how far an element may be from its value. */
    double allowance(int index) {
        return allowances[index];
    }

    /** Returns an element as messages write it. */
    String written(double element) {
        return allowance.written(element);
    }

    /**
     * Returns the largest distance of an element from its reference, as a share of what it may be off: 1 and less is right. NaN if an
     * element is NaN or infinite and should not be.
     *
     * @param result as many elements of {@code type} as the reference has
     */
    double deviation(MemorySegment result, ElementType type) {
        requireLength(result, type);
        return IntStream.range(0, chunks())
                .parallel()
                .mapToDouble(chunk -> deviation(result, type, chunk * CHUNK, end(chunk)))
                .reduce(0, Expected::worse);
    }

    private double deviation(MemorySegment result, ElementType type, int from, int to) {
        double worst = 0;
        if (type == ElementType.FLOAT32 && finite) {
            float[] actual = new float[BLOCK];
            for (int first = from; first < to; first += BLOCK) {
                int count = Math.min(BLOCK, to - first);
                MemorySegment.copy(result, ValueLayout.JAVA_FLOAT, (long) first * Float.BYTES, actual, 0, count);
                worst = worse(worst, largestDeviation(actual, first, count));
            }
            return worst < Double.POSITIVE_INFINITY ? worst : Double.NaN;
        }
        for (int i = from; i < to; i++) {
            double actual = Elements.get(result, type, i);
            if (allowance.holds(values[i]) && Double.isFinite(actual)) {
                worst = worse(worst, Math.abs(actual - values[i]) / allowances[i]);
            } else if (!allowance.accepts(actual, values[i], allowances[i])) {
                return Double.NaN;
            }
        }
        return worst;
    }

    /** A loop that compilers vectorize. */
    private double largestDeviation(float[] actual, int first, int count) {
        double[] reference = values;
        double[] allowed = allowances;
        double largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(actual[i] - reference[first + i]) / allowed[first + i]);
        }
        return largest;
    }

    private void requireLength(MemorySegment result, ElementType type) {
        if (result.byteSize() != (long) values.length * type.bytes()) {
            throw new IllegalArgumentException(
                    "the result has %d bytes, the reference %d elements".formatted(result.byteSize(), values.length));
        }
    }

    /**
     * Returns the largest error of any element of {@code result}; NaN if an element is NaN or infinite.
     *
     * @param result as many elements of {@code type} as the reference has
     */
    double error(MemorySegment result, ElementType type) {
        requireLength(result, type);
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

    /** Returns the indices of all elements that are further from their reference than they may be, in ascending order. */
    int[] wrong(MemorySegment result, ElementType type) {
        return IntStream.range(0, values.length)
                .parallel()
                .filter(i -> !allowance.accepts(Elements.get(result, type, i), values[i], allowances[i]))
                .toArray();
    }
}
