package dev.tilewright.kernels.evaluate.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/** Decides by ranks whether one set of times is lower than another: one-sided tests of Mann and Whitney, and of Wilcoxon for pairs. */
public final class RankTest {

    /** Up to here all orders of the samples are counted, which takes no time worth speaking of. */
    private static final int COUNTED_SAMPLES = 200;

    private RankTest() {}

    /**
     * Returns the probability of samples such as these if the challenger were no faster; exact for up to 200 samples, be there but
     * one on one side. Equal times of one side have any order; of two equal times of both the challenger's counts as the slower.
     *
     * @param challenger times of what is claimed to be faster
     * @param incumbent times of what it is compared with, in the same unit
     */
    public static double pValue(double[] challenger, double[] incumbent) {
        boolean counted = challenger.length + incumbent.length <= COUNTED_SAMPLES;
        List<Sample> samples = new ArrayList<>();
        for (double time : incumbent) {
            samples.add(new Sample(time, false));
        }
        for (double time : challenger) {
            samples.add(new Sample(time, true));
        }
        // Stable: the incumbent's stay ahead of equal ones. With ties left in, the library would give up counting.
        samples.sort(Comparator.comparingDouble(Sample::time));
        return MannWhitneyUTest.withDefaults()
                .with(counted ? PValueMethod.EXACT : PValueMethod.AUTO)
                .with(AlternativeHypothesis.LESS_THAN)
                .test(ranks(samples, true), ranks(samples, false))
                .getPValue();
    }

    private record Sample(double time, boolean challengers) {}

    private static double[] ranks(List<Sample> sorted, boolean challengers) {
        return IntStream.range(0, sorted.size())
                .filter(rank -> sorted.get(rank).challengers() == challengers)
                .asDoubleStream()
                .toArray();
    }

    /**
     * Returns the probability of pairs such as these if the challenger were no faster: Wilcoxon's signed-rank test ("Individual
     * Comparisons by Ranking Methods", 1945) of the logarithms of their ratios. Exact without ties.
     *
     * @param challenger times of what is claimed to be faster
     * @param incumbent times of what it is compared with, each taken beside the challenger's of the same place, in the same unit
     * @throws IllegalArgumentException if they are not as many
     */
    public static double pairedPValue(double[] challenger, double[] incumbent) {
        if (challenger.length != incumbent.length) {
            throw new IllegalArgumentException(
                    "%d and %d times are no pairs".formatted(challenger.length, incumbent.length));
        }
        double[] differences = new double[challenger.length];
        boolean differ = false;
        for (int i = 0; i < differences.length; i++) {
            differences[i] = Math.log(challenger[i] / incumbent[i]);
            differ |= differences[i] != 0;
        }
        return differ
                ? WilcoxonSignedRankTest.withDefaults()
                        .with(AlternativeHypothesis.LESS_THAN)
                        .test(differences)
                        .getPValue()
                : 1;
    }
}
