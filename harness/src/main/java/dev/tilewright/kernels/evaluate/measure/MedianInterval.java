package dev.tilewright.kernels.evaluate.measure;

import java.util.Arrays;

/**
 * The median of samples with its 95 % confidence interval, by ranks.
 *
 * <p>The number of samples below the true median is binomial with probability one half whatever the distribution of the samples
 * is, so the interval is a pair of order statistics and needs no assumption of normality, which run times never meet. See Hoefler
 * and Belli, "Scientific Benchmarking of Parallel Computing Systems" (SC 2015), section 3.2.2, and Le Boudec, "Performance
 * Evaluation of Computer and Communication Systems", section 2.2.
 */
public final class MedianInterval {

    /** The probability that the true median lies outside of the interval. */
    private static final double SIGNIFICANCE = 0.05;

    /** Up to here the binomial distribution is summed; beyond, its ends underflow and it is as good as normal. */
    private static final int EXACT_SAMPLES = 1000;

    private static final double NORMAL_QUANTILE = 1.96;

    /** With fewer samples not even their whole range covers the median with 95 % confidence. */
    public static final int LEAST_SAMPLES = 6;

    private MedianInterval() {}

    /**
     * Estimates the median.
     *
     * @param samples times in ns, in any order, at least one
     * @return the median and its interval; with fewer than {@link #LEAST_SAMPLES} samples the interval is their whole range, which
     *     is less than 95 % confident
     */
    public static TimeEstimate of(double[] samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("there is no median of no samples");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int rank = lowRank(sorted.length);
        return new TimeEstimate(median(sorted), sorted[rank - 1], sorted[sorted.length - rank], sorted.length);
    }

    /** Returns the rank, from 1, of the sample that is the low end of the interval; the high end has the same rank from above. */
    static int lowRank(int samples) {
        if (samples > EXACT_SAMPLES) {
            return (int) Math.floor((samples - NORMAL_QUANTILE * Math.sqrt(samples)) / 2);
        }
        // As many ranks from below as stay together under 2.5 %; summed here, since sampling asks after every few runs.
        double probability = Math.pow(0.5, samples);
        double sum = probability;
        int rank = 0;
        while (sum < SIGNIFICANCE / 2) {
            rank++;
            probability *= (samples - rank + 1) / (double) rank;
            sum += probability;
        }
        return Math.max(1, rank);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
