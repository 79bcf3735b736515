package dev.tilewright.evolve.surrogate;

import java.util.Arrays;

/**
 * The examples that trees are grown from. Their values are whole numbers of a unit, so that a sum of them is exact and takes no branch to select
 * what goes into it.
 */
final class Sample {

    /** A sum over so many examples as {@link Forest#LEARNED} still is an int. */
    private static final int UNITS = 1 << 22;

    private final int[] rows;
    private final int[] scaled;
    private final double least;
    private final double unit;

    Sample(Examples examples, int[] rows) {
        this.rows = rows;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int row : rows) {
            low = Math.min(low, examples.value(row));
            high = Math.max(high, examples.value(row));
        }
        least = low;
        unit = high > low ? (high - low) / UNITS : 1;
        scaled = new int[examples.size()];
        for (int row : rows) {
            scaled[row] = (int) Math.rint((examples.value(row) - low) / unit);
        }
    }

    /** Returns the numbers of the examples, for the caller to put in order. */
    int[] rows() {
        return Arrays.copyOf(rows, rows.length);
    }

    /** Returns the value of each example, at its number, in units above the least. */
    int[] scaled() {
        return scaled;
    }

    double least() {
        return least;
    }

    double unit() {
        return unit;
    }
}
