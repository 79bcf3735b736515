package dev.tilewright.evolve.surrogate;

import java.util.Arrays;

/** Spearman's rank correlation: whether two numbers of each of several things put them in the same order. */
public final class RankCorrelation {

    private RankCorrelation() {}

    /**
     * Returns the correlation, from -1 to 1; 0 where all numbers of one kind are equal.
     *
     * @param one a number of each, at least one
     * @param other another, in the same order
     */
    public static double of(double[] one, double[] other) {
        double[] first = ranks(one);
        double[] second = ranks(other);
        double mean = (one.length - 1) / 2.0;
        double both = 0;
        double squares = 0;
        double others = 0;
        for (int i = 0; i < first.length; i++) {
            both += (first[i] - mean) * (second[i] - mean);
            squares += (first[i] - mean) * (first[i] - mean);
            others += (second[i] - mean) * (second[i] - mean);
        }
        return squares == 0 || others == 0 ? 0 : both / Math.sqrt(squares * others);
    }

    /** Returns the ranks of values from 0; equal ones share the mean of theirs. */
    private static double[] ranks(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Arrays.stream(values)
                .map(value -> {
                    double below =
                            Arrays.stream(sorted).filter(other -> other < value).count();
                    double equal = Arrays.stream(sorted)
                            .filter(other -> other == value)
                            .count();
                    return below + (equal - 1) / 2;
                })
                .toArray();
    }
}
