package dev.tilewright.space;

import java.util.Arrays;
import java.util.function.Function;

/**
 * The combinations of values of a few tunables, numbered: what depends on no others can be looked up by the number in place of being
 * computed.
 */
final class Table {

    private final int[] variables;

    /** How far the number goes up with the index of each tunable. */
    private final int[] strides;

    private final int size;

    /**
     * Numbers the combinations of a few tunables.
     *
     * @param variables the places of the tunables
     * @param values how many values each tunable has, by its place
     */
    Table(int[] variables, int[] values) {
        this.variables = variables;
        strides = new int[variables.length];
        int combinations = 1;
        for (int i = variables.length - 1; i >= 0; i--) {
            strides[i] = combinations;
            combinations = Math.multiplyExact(combinations, values[variables[i]]);
        }
        size = combinations;
    }

    int size() {
        return size;
    }

    /** Sets the values of the tunables to those of a combination. */
    void set(int[] point, int combination) {
        int rest = combination;
        for (int i = 0; i < variables.length; i++) {
            point[variables[i]] = rest / strides[i];
            rest %= strides[i];
        }
    }

    int combination(int[] point) {
        int combination = 0;
        for (int i = 0; i < variables.length; i++) {
            combination += point[variables[i]] * strides[i];
        }
        return combination;
    }

    /**
     * Returns code that looks up what a function returns for each combination: a whole number for all, a real number for all, or a truth.
     *
     * @return {@link Code#NONE} where it is nothing of these
     * @throws ArithmeticException if it has no value for one
     */
    Code tabulated(int dimensions, Function<int[], Object> values) {
        Object[] all = new Object[size];
        int[] point = new int[dimensions];
        for (int i = 0; i < size; i++) {
            set(point, i);
            all[i] = values.apply(point);
        }
        if (Arrays.stream(all).allMatch(Long.class::isInstance)) {
            return whole(Arrays.stream(all).mapToLong(Long.class::cast).toArray());
        }
        if (Arrays.stream(all).allMatch(Double.class::isInstance)) {
            return real(Arrays.stream(all).mapToDouble(Double.class::cast).toArray());
        }
        if (Arrays.stream(all).allMatch(Boolean.class::isInstance)) {
            boolean[] truths = new boolean[size];
            for (int i = 0; i < size; i++) {
                truths[i] = all[i].equals(true);
            }
            return truth(truths);
        }
        return Code.NONE;
    }

    private Code.Whole whole(long[] table) {
        int a = variables.length > 0 ? variables[0] : 0;
        int b = variables.length > 1 ? variables[1] : 0;
        int c = variables.length > 2 ? variables[2] : 0;
        int strideA = variables.length > 0 ? strides[0] : 0;
        int strideB = variables.length > 1 ? strides[1] : 0;
        return switch (variables.length) {
            case 0 -> _ -> table[0];
            case 1 -> point -> table[point[a]];
            case 2 -> point -> table[point[a] * strideA + point[b]];
            case 3 -> point -> table[point[a] * strideA + point[b] * strideB + point[c]];
            default -> point -> table[combination(point)];
        };
    }

    private Code.Real real(double[] table) {
        return point -> table[combination(point)];
    }

    Code.Truth truth(boolean[] table) {
        int a = variables.length > 0 ? variables[0] : 0;
        int b = variables.length > 1 ? variables[1] : 0;
        int c = variables.length > 2 ? variables[2] : 0;
        int strideA = variables.length > 0 ? strides[0] : 0;
        int strideB = variables.length > 1 ? strides[1] : 0;
        return switch (variables.length) {
            case 1 -> point -> table[point[a]];
            case 2 -> point -> table[point[a] * strideA + point[b]];
            case 3 -> point -> table[point[a] * strideA + point[b] * strideB + point[c]];
            default -> point -> table[combination(point)];
        };
    }
}
