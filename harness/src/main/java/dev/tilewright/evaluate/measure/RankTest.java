package dev.tilewright.evaluate.measure;

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
     * Returns the probability of samples such as these if the challenger were no faster; exact without ties, be there but one sample
     * on one side, else by the normal approximation.
     *
     * @param challenger times of what is claimed to be faster
     * @param incumbent times of what it is compared with, in the same unit
     */
    public static double pValue(double[] challenger, double[] incumbent) {
        boolean counted = challenger.length + incumbent.length <= COUNTED_SAMPLES;
        return MannWhitneyUTest.withDefaults()
                .with(counted ? PValueMethod.EXACT : PValueMethod.AUTO)
                .with(AlternativeHypothesis.LESS_THAN)
                .test(challenger, incumbent)
                .getPValue();
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
