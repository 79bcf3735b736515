package dev.tilewright.evolve.surrogate;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Erfcx;

/**
 * What a model expects of a candidate.
 *
 * @param mean the value that is expected
 * @param deviation how far the parts of the model disagree about it: their standard deviation
 */
public record Prediction(double mean, double deviation) {

    private static final double LEAST_DEVIATION = 1e-9;

    /** Beyond so many deviations, one less the product of Mills' ratio is lost to rounding, and is the square's inverse. */
    private static final double FAR = 1e5;

    /** Returns the value that is still plausible if one is optimistic, where less is better: the lower confidence bound. */
    public double bound(double deviations) {
        return mean - deviations * deviation;
    }

    /**
     * Returns the logarithm of how much less than the best so far it is expected to be, if it is normally distributed. The logarithm tells apart
     * what is most unlikely to be better, too, where the expectation itself is zero in double precision (Ament et al., "Unexpected
     * improvements to expected improvement for Bayesian optimization", NeurIPS 2023).
     *
     * @param best the least value so far, in the unit of the mean; the result is the logarithm of a number in that unit
     */
    public double logExpectedImprovement(double best) {
        double spread = Math.max(deviation, LEAST_DEVIATION);
        return Math.log(spread) + logGain((best - mean) / spread);
    }

    /** Returns the logarithm of the density plus {@code normal} times the cumulative distribution, both of the standard normal. */
    private static double logGain(double normal) {
        double logDensity = -(normal * normal + Math.log(2 * Math.PI)) / 2;
        if (normal > -1) {
            return Math.log(Math.exp(logDensity) + normal * Erfc.value(-normal / Math.sqrt(2)) / 2);
        }
        double part = normal > -FAR
                ? Math.log1p(normal * Math.sqrt(Math.PI / 2) * Erfcx.value(-normal / Math.sqrt(2)))
                : -2 * Math.log(-normal);
        return logDensity + part;
    }
}
