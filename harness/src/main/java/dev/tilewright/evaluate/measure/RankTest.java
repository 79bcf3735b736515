package dev.tilewright.evaluate.measure;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;

/** Decides by ranks whether one set of times is lower than another: the one-sided Mann-Whitney U test. */
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
}
