package dev.tilewright.evaluate.measure;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/** Decides by ranks whether one set of times is lower than another: the one-sided Mann-Whitney U test. */
public final class RankTest {

    private RankTest() {}

    /**
     * Returns the probability of samples such as these if the challenger were no faster; exact for small samples without ties,
     * else by the normal approximation.
     *
     * @param challenger times of what is claimed to be faster
     * @param incumbent times of what it is compared with, in the same unit
     */
    public static double pValue(double[] challenger, double[] incumbent) {
        return MannWhitneyUTest.withDefaults()
                .with(AlternativeHypothesis.LESS_THAN)
                .test(challenger, incumbent)
                .getPValue();
    }
}
