package dev.tilewright.evolve.control;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * What is believed of a normal distribution with unknown mean and variance: a normal-inverse-gamma distribution (Murphy, "Conjugate
 * Bayesian Analysis of the Gaussian Distribution", 2007, section 6).
 *
 * @param mean the expected mean
 * @param count how many rewards the mean rests on, those of the prior included
 * @param shape that of the variance
 * @param scale that of the variance
 */
record Posterior(double mean, double count, double shape, double scale) {

    /** A new arm is believed to gain a little, so that each is tried before any is given up. */
    static final double PRIOR_MEAN = 0.05;

    /** The prior of the mean counts as much as this many rewards. */
    static final double PRIOR_WEIGHT = 2;

    /**
     * Shape of the prior of the variance: it counts as much as twice this many rewards. It has to be strong enough that an arm whose
     * first few rewards were alike is not held to be certain: gains are rare.
     */
    static final double PRIOR_SHAPE = 3;

    /** Scale of the prior of the variance: rewards are believed to deviate from their mean by about 0.17. */
    static final double PRIOR_SCALE = 0.06;

    /** Draws a mean. */
    double draw(UniformRandomProvider random) {
        double precision = AhrensDieterMarsagliaTsangGammaSampler.of(random, shape, 1 / scale)
                .sample();
        double deviate = ZigguratSampler.NormalizedGaussian.of(random).sample();
        return mean + deviate / Math.sqrt(precision * count);
    }

    /** Returns the expected variance of rewards. */
    double variance() {
        return scale / (shape - 1);
    }

    /** Returns the standard deviation of the mean. */
    double deviation() {
        return Math.sqrt(variance() / count);
    }
}
