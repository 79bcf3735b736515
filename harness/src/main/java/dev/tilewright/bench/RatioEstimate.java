package dev.tilewright.bench;

import java.util.Arrays;

/**
 * By what factor times have become longer, with a 95 % confidence interval.
 *
 * <p>The estimate of Hodges and Lehmann ("Estimates of Location Based on Rank Tests", 1963), on logarithms: the median of the ratios
 * of each time now to each time then; of pairs, the median of the averages of two of their ratios. Its interval holds the factors that a two-sided Mann-Whitney test, or of pairs Wilcoxon's, would not reject, so that it
 * never contradicts the test that decides, and needs no assumption of normality.
 *
 * @param ratio the estimate; 1.1 is 10 % slower
 * @param low the lower end of the interval; 0 with so few samples that there is none
 * @param high the upper end of the interval; infinite with so few samples that there is none
 */
public record RatioEstimate(double ratio, double low, double high) {

    private static final double TAIL = 0.025;
    private static final double NORMAL_QUANTILE = 1.96;

    /** Up to here orders are counted, in whole numbers that a {@code double} holds exactly. */
    private static final int COUNTED_SAMPLES = 50;

    /**
     * Estimates the factor.
     *
     * @param now times, at least one
     * @param then times in the same unit, at least one
     */
    public static RatioEstimate of(double[] now, double[] then) {
        double[] ratios = new double[now.length * then.length];
        for (int i = 0; i < now.length; i++) {
            for (int j = 0; j < then.length; j++) {
                ratios[i * then.length + j] = now[i] / then[j];
            }
        }
        return of(ratios, lowRank(now.length, then.length));
    }

    /**
     * Estimates the factor from times that were taken side by side.
     *
     * @param now times, at least one
     * @param then as many times in the same unit
     */
    public static RatioEstimate ofPairs(double[] now, double[] then) {
        int n = now.length;
        double[] averages = new double[n * (n + 1) / 2];
        int count = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                averages[count++] = Math.sqrt(now[i] / then[i] * (now[j] / then[j]));
            }
        }
        return of(averages, lowRank(n));
    }

    private static RatioEstimate of(double[] ratios, int rank) {
        Arrays.sort(ratios);
        int middle = ratios.length / 2;
        double median = ratios.length % 2 == 1 ? ratios[middle] : Math.sqrt(ratios[middle - 1] * ratios[middle]);
        return rank == 0
                ? new RatioEstimate(median, 0, Double.POSITIVE_INFINITY)
                : new RatioEstimate(median, ratios[rank - 1], ratios[ratios.length - rank]);
    }

    /** Returns the rank, from 1, of the ratio that is the low end of the interval; 0 if there are too few samples for any. */
    static int lowRank(int m, int n) {
        if (m + n > COUNTED_SAMPLES) {
            double mean = m * n / 2.0;
            double deviation = Math.sqrt(m * n * (m + n + 1) / 12.0);
            return Math.max(0, (int) Math.floor(mean - NORMAL_QUANTILE * deviation));
        }
        return rank(orders(m, n));
    }

    /** Returns the same of averages of n pairs. */
    static int lowRank(int n) {
        if (n > COUNTED_SAMPLES) {
            double mean = n * (n + 1) / 4.0;
            double deviation = Math.sqrt(n * (n + 1) * (2.0 * n + 1) / 24);
            return Math.max(0, (int) Math.floor(mean - NORMAL_QUANTILE * deviation));
        }
        return rank(signs(n));
    }

    /** Returns how many of a statistic's lowest values, whose frequencies are given, have no more than the tail's share. */
    private static int rank(double[] counts) {
        double all = Arrays.stream(counts).sum();
        double below = 0;
        int rank = 0;
        while (below + counts[rank] <= TAIL * all) {
            below += counts[rank++];
        }
        return rank;
    }

    /** Returns for how many choices of signs the ranks 1 to n that are positive have each sum. */
    private static double[] signs(int n) {
        double[] counts = new double[n * (n + 1) / 2 + 1];
        counts[0] = 1;
        for (int i = 1; i <= n; i++) {
            for (int sum = counts.length - 1; sum >= i; sum--) {
                counts[sum] += counts[sum - i];
            }
        }
        return counts;
    }

    /**
     * Returns in how many orders of m and n samples the statistic U has each of its values: the coefficients of a Gaussian binomial,
     * built up factor by factor, (1 - q^(n+i)) / (1 - q^i).
     */
    private static double[] orders(int m, int n) {
        double[] counts = new double[m * n + 1];
        counts[0] = 1;
        for (int i = 1; i <= m; i++) {
            for (int u = counts.length - 1; u >= n + i; u--) {
                counts[u] -= counts[u - n - i];
            }
            for (int u = i; u < counts.length; u++) {
                counts[u] += counts[u - i];
            }
        }
        return counts;
    }
}
