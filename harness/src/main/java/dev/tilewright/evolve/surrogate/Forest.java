package dev.tilewright.evolve.surrogate;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A regression forest that learns as it goes. Each example is taken in by all trees at once, at the cost of walking down to a leaf, and
 * trees are grown anew, in turn, the seldomer the more is known. So what was learned last counts at once, and a step costs about as much
 * however much is known.
 *
 * <p>Features are small whole numbers from 0 to 32767, of which only the order counts.
 */
public final class Forest {

    /** So many examples a tree is grown from at the most. */
    static final int LEARNED = 400;

    private final Examples examples;
    private final List<Tree> trees = new ArrayList<>();
    private final double growth;
    private final UniformRandomProvider random;
    /** How many trees are due to be grown anew. */
    private double due;

    private int next;

    /**
     * Makes a forest that knows nothing.
     *
     * @param size how many trees it has
     * @param features how many features an example has
     * @param share how many of the features are tried for each split, from 0 to 1
     * @param leafSize how many examples a leaf may have though they differ: 1 where values are exact, more where they are noisy
     * @param growth each tree is grown anew when there are so much more examples than when it last was, as a part of them
     * @param random where its randomness comes from
     */
    public Forest(int size, int features, double share, int leafSize, double growth, UniformRandomProvider random) {
        examples = new Examples(features);
        for (int i = 0; i < size; i++) {
            trees.add(new Tree(examples, features, share, leafSize, random));
        }
        this.growth = growth;
        this.random = random;
    }

    /** Returns how many examples it has learned from. */
    public int size() {
        return examples.size();
    }

    /**
     * Learns from an example.
     *
     * @return its number
     */
    public int learn(short[] features, double value) {
        int number = examples.add(features, value);
        trees.forEach(tree -> tree.insert(number));
        due = Math.min(trees.size(), due + trees.size() / (growth * examples.size()));
        growDue();
        return number;
    }

    private void growDue() {
        if (due >= 1) {
            Sample sample = new Sample(examples, examples.chosen(LEARNED, random));
            for (; due >= 1; due--) {
                trees.get(next).grow(sample);
                next = (next + 1) % trees.size();
            }
        }
    }

    /** Grows all trees anew, as where many examples have been revised. */
    public void grow() {
        due = trees.size();
        growDue();
    }

    /** Changes what an example is worth. Trees know it as they are grown anew. */
    public void revise(int example, double value) {
        examples.revise(example, value);
    }

    /** Makes a query, for features that may be asked about again. */
    public Query query(short[] features) {
        return new Query(features.clone(), trees.size());
    }

    /**
     * Predicts a value.
     *
     * @throws IllegalStateException if it has learned nothing yet
     */
    public Prediction predict(short[] features) {
        requireLearned();
        double sum = 0;
        double squares = 0;
        for (Tree tree : trees) {
            double value = tree.mean(tree.leaf(features, 0));
            sum += value;
            squares += value * value;
        }
        return prediction(sum, squares);
    }

    /**
     * Predicts a value.
     *
     * @throws IllegalStateException if it has learned nothing yet
     */
    public Prediction predict(Query query) {
        requireLearned();
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < trees.size(); i++) {
            double value = query.ask(i, trees.get(i));
            sum += value;
            squares += value * value;
        }
        return prediction(sum, squares);
    }

    private void requireLearned() {
        if (examples.size() == 0) {
            throw new IllegalStateException("a forest that has learned nothing predicts nothing");
        }
    }

    private Prediction prediction(double sum, double squares) {
        double mean = sum / trees.size();
        return new Prediction(mean, Math.sqrt(Math.max(0, squares / trees.size() - mean * mean)));
    }
}
