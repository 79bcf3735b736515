package dev.tilewright.evolve.control;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Where a mean lies with a certainty of 95 %.
 *
 * @param low the lower end
 * @param high the upper end
 */
public record Interval(double low, double high) {

    private static final double CERTAINTY = 0.95;

    /**
     * Returns the interval of the mean reward of an arm, around that of its sample. The variance has the prior that controllers have, so
     * that one reward has an interval too, and a few that are alike do not look certain; the mean has none. Then its posterior is a Student
     * distribution (Murphy, "Conjugate Bayesian Analysis of the Gaussian Distribution", 2007, section 6).
     *
     * @param evidence the rewards, at least one
     */
    static Interval ofMean(Evidence evidence) {
        double mean = evidence.sum() / evidence.weight();
        double deviations = Math.max(0, evidence.squares() - evidence.sum() * mean);
        double shape = Posterior.PRIOR_SHAPE + (evidence.weight() - 1) / 2;
        double scale = Posterior.PRIOR_SCALE + deviations / 2;
        double reach = TDistribution.of(2 * shape).inverseSurvivalProbability((1 - CERTAINTY) / 2)
                * Math.sqrt(scale / (shape * evidence.weight()));
        return new Interval(mean - reach, mean + reach);
    }
}
