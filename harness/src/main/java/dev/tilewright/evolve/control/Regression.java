package dev.tilewright.evolve.control;

import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of the rewards of an arm in their contexts: the sums from which a Bayesian linear regression follows (Murphy,
 * "Conjugate Bayesian Analysis of the Gaussian Distribution", 2007; Bishop, "Pattern Recognition and Machine Learning", 2006, section 3.3).
 * The variance of rewards is unknown too. With vectors of one number, the constant, it is {@link Evidence}. Vectors may grow: what was
 * learned before counts as if the new numbers had been 0. Sums are kept in single precision, because a state is written after each step.
 */
final class Regression {

    /** The prior of a coefficient counts as much as this many rewards: a feature is believed to say little. */
    private static final double PRIOR_WEIGHT = 24;

    /** How many numbers the vectors had that were learned. */
    private int size;

    /** The lower triangle of the sum of the outer products of vectors, row by row. */
    private float[] products = {};

    /** The sum of vectors, each times its reward. */
    private float[] sums = {};

    private double squares;

    /** Returns how many rewards it rests on, those that faded counted less. */
    double weight() {
        return size == 0 ? 0 : products[0];
    }

    private void grow(int wanted) {
        if (wanted > size) {
            size = wanted;
            products = Arrays.copyOf(products, size * (size + 1) / 2);
            sums = Arrays.copyOf(sums, size);
        }
    }

    /** Adds a vector that was rewarded. */
    void learn(double[] vector, double reward) {
        grow(vector.length);
        int next = 0;
        for (int row = 0; row < vector.length; row++) {
            for (int column = 0; column <= row; column++) {
                products[next++] += (float) (vector[row] * vector[column]);
            }
        }
        add(vector, Evidence.of(reward));
    }

    /** Adds to what vectors like this one earned, without counting as another one: the weight of {@code change} is not looked at. */
    void add(double[] vector, Evidence change) {
        grow(vector.length);
        for (int row = 0; row < vector.length; row++) {
            sums[row] += (float) (vector[row] * change.sum());
        }
        squares += change.squares();
    }

    /** Adds what is known whatever the context. */
    void add(Evidence evidence) {
        grow(1);
        products[0] += (float) evidence.weight();
        sums[0] += (float) evidence.sum();
        squares += evidence.squares();
    }

    /** Adds a part of what is known of another arm. */
    void add(Regression other, double part) {
        grow(other.size);
        for (int i = 0; i < other.products.length; i++) {
            products[i] += (float) (part * other.products[i]);
        }
        for (int i = 0; i < other.size; i++) {
            sums[i] += (float) (part * other.sums[i]);
        }
        squares += part * other.squares;
    }

    /** Lets it count less. */
    void scale(double factor) {
        for (int i = 0; i < products.length; i++) {
            products[i] *= (float) factor;
        }
        for (int i = 0; i < size; i++) {
            sums[i] *= (float) factor;
        }
        squares *= factor;
    }

    /**
     * Returns what is believed of the mean reward in a context. With P the precision of the coefficients, b their weighted sums and x the
     * vector, the mean is xᵀP⁻¹b, and 1 by its count xᵀP⁻¹x; both follow from L⁻¹x and L⁻¹b, where LLᵀ is P.
     */
    Posterior at(double[] vector) {
        double[][] rows = rows(vector);
        factor(rows);
        double[] place = rows[size];
        double[] earned = rows[size + 1];
        double mean = dot(place, earned);
        double spread = dot(place, place);
        for (int i = Math.max(1, size); i < vector.length; i++) {
            spread += vector[i] * vector[i] / PRIOR_WEIGHT;
        }
        if (size == 0) {
            return new Posterior(
                    Posterior.PRIOR_MEAN,
                    1 / (spread + 1 / Posterior.PRIOR_WEIGHT),
                    Posterior.PRIOR_SHAPE,
                    Posterior.PRIOR_SCALE);
        }
        double prior = Posterior.PRIOR_WEIGHT * Posterior.PRIOR_MEAN * Posterior.PRIOR_MEAN;
        double deviations = Math.max(0, squares + prior - dot(earned, earned));
        return new Posterior(
                mean, 1 / spread, Posterior.PRIOR_SHAPE + weight() / 2, Posterior.PRIOR_SCALE + deviations / 2);
    }

    /** Returns the lower triangle of the precision, and below it the vector and the weighted sums. */
    private double[][] rows(double[] vector) {
        double[][] rows = new double[size + 2][size];
        int next = 0;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column <= row; column++) {
                rows[row][column] = products[next++];
            }
            rows[row][row] += row == 0 ? Posterior.PRIOR_WEIGHT : PRIOR_WEIGHT;
            rows[size][row] = row < vector.length ? vector[row] : 0;
            rows[size + 1][row] = sums[row] + (row == 0 ? Posterior.PRIOR_WEIGHT * Posterior.PRIOR_MEAN : 0);
        }
        return rows;
    }

    /** Factors the square part as Cholesky did, column by column, and solves for the rows below it on the way. */
    private void factor(double[][] rows) {
        double[] column = new double[size];
        for (int pivot = 0; pivot < size; pivot++) {
            double root = Math.sqrt(rows[pivot][pivot]);
            for (int row = pivot + 1; row < size + 2; row++) {
                double[] own = rows[row];
                double part = own[pivot] / root;
                own[pivot] = part;
                if (row < size) {
                    column[row] = part;
                }
                int end = Math.min(row + 1, size);
                for (int i = pivot + 1; i < end; i++) {
                    own[i] -= part * column[i];
                }
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    void write(ObjectNode node) {
        node.put("squares", squares);
        write(node.putArray("sums"), sums);
        write(node.putArray("products"), products);
    }

    private static void write(ArrayNode node, float[] numbers) {
        for (float number : numbers) {
            node.add(number);
        }
    }

    static Regression read(JsonNode node) {
        Regression regression = new Regression();
        regression.squares = node.required("squares").doubleValue();
        regression.sums = read(node.required("sums"), node.required("sums").size());
        regression.size = regression.sums.length;
        regression.products = read(node.required("products"), regression.size * (regression.size + 1) / 2);
        return regression;
    }

    private static float[] read(JsonNode node, int size) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) node.required(i).doubleValue();
        }
        return numbers;
    }
}
