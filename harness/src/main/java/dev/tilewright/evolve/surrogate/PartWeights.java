package dev.tilewright.evolve.surrogate;

import java.util.Arrays;
import java.util.List;

/**
 * What each part of a cost weighs, fitted to costs that were measured: not negative, and the sum as near as possible to the cost, relative to it. Cheap candidates count most,
 * since they have to be told apart. What few measurements do not decide stays as in the beginning, when the first part is all (ridge regression under constraints, by
 * coordinate descent).
 */
final class PartWeights {

    /** What the beginning counts, as so many measurements. */
    private static final double BEGINNING = 1;

    private static final int SWEEPS = 100;

    private final double[] weights;

    private PartWeights(double[] weights) {
        this.weights = weights;
    }

    /**
     * Fits weights.
     *
     * @param parts of each candidate
     * @param costs of each candidate, positive
     */
    static PartWeights fit(List<double[]> parts, List<Double> costs) {
        int count = parts.getFirst().length;
        double[] ratios = new double[costs.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = costs.get(i) / parts.get(i)[0];
        }
        Arrays.sort(ratios);
        double[] weights = new double[count];
        weights[0] = ratios[ratios.length / 2];
        double least = costs.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double[][] rows = new double[costs.size()][];
        double[] wanted = new double[costs.size()];
        for (int i = 0; i < rows.length; i++) {
            double counts = Math.sqrt(Math.sqrt(least / costs.get(i)));
            double scale = counts / costs.get(i);
            rows[i] = Arrays.stream(parts.get(i)).map(part -> part * scale).toArray();
            wanted[i] = counts;
        }
        descend(rows, wanted, weights);
        return new PartWeights(weights);
    }

    private static void descend(double[][] rows, double[] wanted, double[] weights) {
        double[] beginning = weights.clone();
        double[] left = wanted.clone();
        double[] squares = new double[weights.length];
        for (int i = 0; i < rows.length; i++) {
            for (int part = 0; part < weights.length; part++) {
                left[i] -= rows[i][part] * weights[part];
                squares[part] += rows[i][part] * rows[i][part];
            }
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int part = 0; part < weights.length; part++) {
                if (squares[part] == 0) {
                    continue;
                }
                double ridge = BEGINNING * squares[part] / rows.length;
                double slope = ridge * (beginning[part] - weights[part]);
                for (int i = 0; i < rows.length; i++) {
                    slope += rows[i][part] * left[i];
                }
                double next = Math.max(0, weights[part] + slope / (squares[part] + ridge));
                double change = next - weights[part];
                for (int i = 0; i < rows.length && change != 0; i++) {
                    left[i] -= rows[i][part] * change;
                }
                weights[part] = next;
            }
        }
    }

    /** Returns what each part weighs, in units of cost. */
    double[] weights() {
        return weights.clone();
    }

    /** Returns the cost that parts make. */
    double cost(double[] parts) {
        double sum = 0;
        for (int part = 0; part < weights.length; part++) {
            sum += weights[part] * parts[part];
        }
        return sum;
    }
}
