package dev.tilewright.evolve.surrogate;

import java.util.Arrays;

/**
 * A Gaussian process with a Matérn kernel of smoothness 5/2 (Rasmussen and Williams, "Gaussian Processes for Machine Learning", MIT Press 2006,
 * chapters 2 and 4). Values are standardised; the length scale is the one of a few whose marginal likelihood is greatest.
 */
public final class GaussianProcess {

    private static final double[] SCALES = {0.25, 0.5, 1, 2};

    /** The variance of the noise, as a part of that of the values. */
    private static final double NOISE = 1e-3;

    private final double[][] places;
    private final double scale;
    private final double[][] factor;
    private final double[] weights;
    private final double mean;
    private final double deviation;

    private GaussianProcess(
            double[][] places, double scale, double[][] factor, double[] weights, double mean, double deviation) {
        this.places = places;
        this.scale = scale;
        this.factor = factor;
        this.weights = weights;
        this.mean = mean;
        this.deviation = deviation;
    }

    /**
     * Fits a process.
     *
     * @param places where values are known, at least one, all of the same length
     * @param values the values
     */
    public static GaussianProcess fit(double[][] places, double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        double deviation = variance > 0 ? Math.sqrt(variance) : 1;
        double[] standard =
                Arrays.stream(values).map(value -> (value - mean) / deviation).toArray();
        GaussianProcess best = null;
        double most = Double.NEGATIVE_INFINITY;
        for (double scale : SCALES) {
            double[][] factor = factor(places, scale);
            double[] weights = solve(factor, standard);
            double likelihood = 0;
            for (int i = 0; i < standard.length; i++) {
                likelihood -= standard[i] * weights[i] / 2 + Math.log(factor[i][i]);
            }
            if (best == null || likelihood > most) {
                best = new GaussianProcess(places, scale, factor, weights, mean, deviation);
                most = likelihood;
            }
        }
        if (best == null) {
            throw new IllegalStateException("there is no length scale to choose");
        }
        return best;
    }

    /** Predicts the value at a place. */
    public Prediction predict(double[] place) {
        double[] covariances = new double[places.length];
        double expected = 0;
        for (int i = 0; i < places.length; i++) {
            covariances[i] = kernel(places[i], place, scale);
            expected += covariances[i] * weights[i];
        }
        double explained = 0;
        double[] solved = forward(factor, covariances);
        for (double each : solved) {
            explained += each * each;
        }
        return new Prediction(mean + deviation * expected, deviation * Math.sqrt(Math.max(0, 1 - explained)));
    }

    private static double kernel(double[] one, double[] two, double scale) {
        double squares = 0;
        for (int i = 0; i < one.length; i++) {
            squares += (one[i] - two[i]) * (one[i] - two[i]);
        }
        double distance = Math.sqrt(5 * squares) / scale;
        return (1 + distance + distance * distance / 3) * Math.exp(-distance);
    }

    /** Returns the lower Cholesky factor of the covariances. */
    private static double[][] factor(double[][] places, double scale) {
        double[][] factor = new double[places.length][];
        for (int i = 0; i < places.length; i++) {
            factor[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                double sum = kernel(places[i], places[j], scale) + (i == j ? NOISE : 0);
                for (int k = 0; k < j; k++) {
                    sum -= factor[i][k] * factor[j][k];
                }
                factor[i][j] = i == j ? Math.sqrt(Math.max(NOISE / 10, sum)) : sum / factor[j][j];
            }
        }
        return factor;
    }

    private static double[] forward(double[][] factor, double[] right) {
        double[] solved = right.clone();
        for (int i = 0; i < solved.length; i++) {
            for (int k = 0; k < i; k++) {
                solved[i] -= factor[i][k] * solved[k];
            }
            solved[i] /= factor[i][i];
        }
        return solved;
    }

    private static double[] solve(double[][] factor, double[] right) {
        double[] solved = forward(factor, right);
        for (int i = solved.length - 1; i >= 0; i--) {
            for (int k = i + 1; k < solved.length; k++) {
                solved[i] -= factor[k][i] * solved[k];
            }
            solved[i] /= factor[i][i];
        }
        return solved;
    }
}
