package dev.tilewright.evolve.surrogate;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A regression forest that learns as it goes. Each example is taken in by all trees at once, at the cost of walking down to a leaf, and a few
 * trees, in turn, are grown anew from what has come meanwhile. So what was learned last counts at once, and a step costs a few trees in
 * place of a forest.
 *
 * <p>Features are small whole numbers from 0 to 32767, of which only the order counts.
 */
public final class Forest {

    /** So many examples a tree is grown from at the most. */
    private static final int LEARNED = 400;

    private final Examples examples = new Examples();
    private final List<Tree> trees = new ArrayList<>();
    private final int renewed;
    private final UniformRandomProvider random;
    private int next;

    /**
     * Makes a forest that knows nothing.
     *
     * @param size how many trees it has
     * @param features how many features an example has
     * @param share how many of the features are tried for each split, from 0 to 1
     * @param renewed how many trees are grown anew after each example
     * @param random where its randomness comes from
     */
    public Forest(int size, int features, double share, int renewed, UniformRandomProvider random) {
        for (int i = 0; i < size; i++) {
            trees.add(new Tree(examples, features, share, random));
        }
        this.renewed = renewed;
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
        int number = examples.add(features.clone(), value);
        trees.forEach(tree -> tree.insert(number));
        int[] from = examples.chosen(LEARNED, random);
        for (int i = 0; i < renewed; i++) {
            trees.get(next).grow(from);
            next = (next + 1) % trees.size();
        }
        return number;
    }

    /** Changes what an example is worth. Trees know it as they are grown anew. */
    public void revise(int example, double value) {
        examples.revise(example, value);
    }

    /**
     * Predicts a value.
     *
     * @throws IllegalStateException if it has learned nothing yet
     */
    public Prediction predict(short[] features) {
        if (examples.size() == 0) {
            throw new IllegalStateException("a forest that has learned nothing predicts nothing");
        }
        double sum = 0;
        double squares = 0;
        for (Tree tree : trees) {
            double value = tree.predict(features);
            sum += value;
            squares += value * value;
        }
        double mean = sum / trees.size();
        return new Prediction(mean, Math.sqrt(Math.max(0, squares / trees.size() - mean * mean)));
    }
}
