package dev.tilewright.evolve.surrogate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Predicts what candidates cost from what was measured of others, in two parts: weights of the parts that a cost is made of, and a forest that learns from features by
 * what factor that is wrong. Another forest learns what fails.
 */
public final class Surrogate {

    private static final int TREES = 24;
    private static final double SHARE = 0.3;
    private static final double GROWTH = 0.25;

    /** What is measured is noisy: a tree whose leaves have one example each repeats the noise. */
    private static final int LEAF_SIZE = 2;

    /** Weights are fitted when so many costs are known, and whenever there are twice as many. */
    private static final int FIRST = 6;

    private final Forest factor;
    private final Forest failure;
    private final List<Known> known = new ArrayList<>();
    private Optional<PartWeights> weights = Optional.empty();
    private int due = FIRST;

    /**
     * A candidate whose cost is known.
     *
     * @param number that of its example in the forest
     */
    private record Known(Description description, double logCost, int number) {}

    /**
     * Makes a surrogate that knows nothing.
     *
     * @param features how many features a candidate has
     * @param random where its randomness comes from
     */
    public Surrogate(int features, UniformRandomProvider random) {
        factor = new Forest(TREES, features, SHARE, LEAF_SIZE, GROWTH, random);
        failure = new Forest(TREES, features, SHARE, 1, GROWTH, random);
    }

    /** Learns what came of a candidate. */
    public void learn(Example example) {
        if (example.logCost().isPresent()) {
            learn(example.description(), example.logCost().getAsDouble());
        } else {
            failure.learn(example.description().features(), 1);
        }
    }

    private void learn(Description description, double logCost) {
        int number = factor.learn(description.features(), logCost - estimate(description));
        failure.learn(description.features(), 0);
        known.add(new Known(description, logCost, number));
        if (known.size() >= due) {
            due = 2 * known.size();
            fit();
        }
    }

    private void fit() {
        weights = Optional.of(PartWeights.fit(
                known.stream().map(one -> one.description().parts()).toList(),
                known.stream().map(one -> Math.exp(one.logCost())).toList()));
        known.forEach(one -> factor.revise(one.number(), one.logCost() - estimate(one.description())));
        factor.grow();
    }

    private double estimate(Description description) {
        double cost = weights.map(fitted -> fitted.cost(description.parts()))
                .orElse(description.parts()[0]);
        return Math.log(Math.max(Double.MIN_NORMAL, cost));
    }

    /** Predicts the logarithm of a cost. While nothing is known, all that counts is the first of its parts, whose unit is not that of costs. */
    public Prediction predict(Description description) {
        if (known.isEmpty()) {
            return new Prediction(estimate(description), 1);
        }
        Prediction wrong = factor.predict(description.features());
        return new Prediction(estimate(description) + wrong.mean(), wrong.deviation());
    }

    /** Predicts the probability that a candidate does not fail. */
    public double right(Description description) {
        return failure.size() == 0
                ? 1
                : 1 - failure.predict(description.features()).mean();
    }
}
