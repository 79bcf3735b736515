package dev.tilewright.evolve.surrogate;

/**
 * What a model expects of a candidate.
 *
 * @param mean the value that is expected
 * @param deviation how far the parts of the model disagree about it: their standard deviation
 */
public record Prediction(double mean, double deviation) {

    /** Returns the value that is still plausible if one is optimistic, where less is better: the lower confidence bound. */
    public double bound(double deviations) {
        return mean - deviations * deviation;
    }

    /** Returns by how much it is expected to be less than the best so far, if it is normally distributed. */
    public double expectedImprovement(double best) {
        double spread = Math.max(deviation, 1e-9);
        double normal = (best - mean) / spread;
        return spread * (normal * cumulative(normal) + density(normal));
    }

    private static double density(double normal) {
        return Math.exp(-normal * normal / 2) / Math.sqrt(2 * Math.PI);
    }

    /** The normal distribution, to 1.5e-7: Abramowitz and Stegun, "Handbook of Mathematical Functions", 7.1.26. */
    private static double cumulative(double normal) {
        double x = Math.abs(normal) / Math.sqrt(2);
        double t = 1 / (1 + 0.3275911 * x);
        double polynomial =
                ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
        double error = 1 - polynomial * Math.exp(-x * x);
        return normal >= 0 ? (1 + error) / 2 : (1 - error) / 2;
    }
}
