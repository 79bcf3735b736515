package dev.tilewright.study.live;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * A ratio of two searches, paired by block: the geometric mean over the blocks, and its 95 % interval by resampling blocks (the percentile
 * bootstrap: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993). What a block did to both cancels in its ratio.
 *
 * @param value the ratio
 * @param low the lower end of the interval
 * @param high its upper end
 */
public record PairedRatio(double value, double low, double high) {

    private static final int RESAMPLED = 4000;

    private static final double TAIL = 0.025;

    /**
     * Estimates a ratio.
     *
     * @param logarithms for each task, the logarithm of the ratio in each block; tasks count alike, and blocks are resampled within each
     * @param seed of the resampling
     */
    static PairedRatio of(List<double[]> logarithms, long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        double[] resampled = new double[RESAMPLED];
        for (int i = 0; i < RESAMPLED; i++) {
            resampled[i] = logarithms.stream()
                    .mapToDouble(blocks -> mean(resampled(blocks, random)))
                    .average()
                    .orElseThrow();
        }
        Arrays.sort(resampled);
        int tail = (int) (TAIL * RESAMPLED);
        return new PairedRatio(
                Math.exp(logarithms.stream()
                        .mapToDouble(PairedRatio::mean)
                        .average()
                        .orElseThrow()),
                Math.exp(resampled[tail]),
                Math.exp(resampled[RESAMPLED - 1 - tail]));
    }

    private static double[] resampled(double[] blocks, UniformRandomProvider random) {
        double[] drawn = new double[blocks.length];
        Arrays.setAll(drawn, _ -> blocks[random.nextInt(blocks.length)]);
        return drawn;
    }

    static double mean(double[] numbers) {
        return Arrays.stream(numbers).average().orElseThrow();
    }
}
