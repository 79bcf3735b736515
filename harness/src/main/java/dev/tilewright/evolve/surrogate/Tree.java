package dev.tilewright.evolve.surrogate;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * One extremely randomised regression tree (Geurts, Ernst and Wehenkel, "Extremely randomized trees", Machine Learning 63, 2006), grown until its
 * leaves are pure. A split lies between the values of two examples that are drawn, so that thresholds are dense where examples are. An
 * example can be added without growing the tree anew: the leaf that it falls into is split at random, as in a Mondrian tree.
 */
final class Tree {

    /** Values that differ by less are the same. */
    private static final double SAME = 1e-6;

    /** How many further examples are drawn in search of two that differ in a feature. */
    private static final int DRAWS = 4;

    private static final int LEAF = -1;

    private final Examples examples;
    private final UniformRandomProvider random;

    /** How many features are tried for a split. */
    private final int tries;

    private final int[] shuffled;

    /** Of each node the feature and the threshold of its split, in the upper and the lower half; {@link #LEAF} for a leaf. */
    private int[] splits = new int[64];

    /** Of each node the first of its two children, which lie side by side. */
    private int[] children = new int[64];

    /** Of each leaf one of its examples. */
    private int[] members = new int[64];

    private double[] means = new double[64];
    private int used;
    private int[] rows = new int[0];

    Tree(Examples examples, int features, double share, UniformRandomProvider random) {
        this.examples = examples;
        this.random = random;
        tries = Math.max(1, (int) Math.round(share * features));
        shuffled = new int[features];
        Arrays.setAll(shuffled, i -> i);
    }

    /** Returns the value of the leaf that features fall into. */
    double predict(short[] features) {
        return means[leaf(features)];
    }

    private int leaf(short[] features) {
        int node = 0;
        for (int split = splits[0]; split != LEAF; split = splits[node]) {
            node = children[node] + (features[split >>> 16] <= (split & 0xffff) ? 0 : 1);
        }
        return node;
    }

    /** Takes in one more example. */
    void insert(int example) {
        if (used == 0) {
            used = 1;
            makeLeaf(0, example, examples.value(example));
            return;
        }
        short[] features = examples.features(example);
        int leaf = leaf(features);
        int other = members[leaf];
        double value = examples.value(example);
        double mean = means[leaf];
        int feature = Math.abs(mean - value) < SAME ? LEAF : difference(features, examples.features(other));
        if (feature == LEAF) {
            return;
        }
        int own = features[feature];
        int others = examples.features(other)[feature];
        int threshold = Math.min(own, others) + random.nextInt(Math.abs(own - others));
        int child = split(leaf, feature, threshold);
        int side = own <= threshold ? 0 : 1;
        makeLeaf(child + side, example, value);
        makeLeaf(child + 1 - side, other, mean);
    }

    /** Draws one of the features in which two examples differ. */
    private int difference(short[] one, short[] two) {
        int drawn = LEAF;
        int count = 0;
        for (int feature = 0; feature < one.length; feature++) {
            if (one[feature] != two[feature] && random.nextInt(++count) == 0) {
                drawn = feature;
            }
        }
        return drawn;
    }

    /** Grows the tree anew from some examples. */
    void grow(int[] from) {
        rows = from.clone();
        used = 1;
        grow(0, 0, rows.length);
    }

    private void grow(int node, int begin, int end) {
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = begin; i < end; i++) {
            double value = examples.value(rows[i]);
            sum += value;
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        makeLeaf(node, rows[begin], sum / (end - begin));
        if (most - least < SAME) {
            return;
        }
        int split = best(begin, end, sum);
        if (split == LEAF) {
            return;
        }
        int middle = part(begin, end, split >>> 16, split & 0xffff);
        int child = split(node, split >>> 16, split & 0xffff);
        grow(child, begin, middle);
        grow(child + 1, middle, end);
    }

    /** Returns the split that lessens the variance most, of one for each feature that is tried; {@link #LEAF} if there is none. */
    private int best(int begin, int end, double sum) {
        double bestGain = Double.NEGATIVE_INFINITY;
        int best = LEAF;
        int tried = 0;
        for (int i = 0; i < shuffled.length && tried < tries; i++) {
            int drawn = i + random.nextInt(shuffled.length - i);
            int feature = shuffled[drawn];
            shuffled[drawn] = shuffled[i];
            shuffled[i] = feature;
            int threshold = threshold(begin, end, feature);
            if (threshold >= 0) {
                tried++;
                double gain = gain(begin, end, feature, threshold, sum);
                if (gain > bestGain) {
                    bestGain = gain;
                    best = feature << 16 | threshold;
                }
            }
        }
        return best;
    }

    /** Draws a threshold between the values of two examples; negative if those that were drawn are alike. */
    private int threshold(int begin, int end, int feature) {
        int low = drawn(begin, end, feature);
        int high = low;
        for (int i = 0; i < DRAWS && low == high; i++) {
            int value = drawn(begin, end, feature);
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return low == high ? -1 : low + random.nextInt(high - low);
    }

    private int drawn(int begin, int end, int feature) {
        return examples.features(rows[begin + random.nextInt(end - begin)])[feature];
    }

    private double gain(int begin, int end, int feature, int threshold, double sum) {
        double left = 0;
        int count = 0;
        for (int i = begin; i < end; i++) {
            if (examples.features(rows[i])[feature] <= threshold) {
                left += examples.value(rows[i]);
                count++;
            }
        }
        double right = sum - left;
        return left * left / count + right * right / (end - begin - count);
    }

    /** Puts the examples up to the threshold first. Returns where the others begin. */
    private int part(int begin, int end, int feature, int threshold) {
        int left = begin;
        int right = end - 1;
        while (left <= right) {
            int row = rows[left];
            if (examples.features(row)[feature] <= threshold) {
                left++;
            } else {
                rows[left] = rows[right];
                rows[right--] = row;
            }
        }
        return left;
    }

    private void makeLeaf(int node, int member, double mean) {
        splits[node] = LEAF;
        members[node] = member;
        means[node] = mean;
    }

    /** Gives a node two children. Returns the first. */
    private int split(int node, int feature, int threshold) {
        int child = used;
        used += 2;
        if (used > splits.length) {
            splits = Arrays.copyOf(splits, 2 * used);
            children = Arrays.copyOf(children, 2 * used);
            members = Arrays.copyOf(members, 2 * used);
            means = Arrays.copyOf(means, 2 * used);
        }
        splits[node] = feature << 16 | threshold;
        children[node] = child;
        return child;
    }
}
