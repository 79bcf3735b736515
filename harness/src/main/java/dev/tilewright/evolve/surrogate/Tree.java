package dev.tilewright.evolve.surrogate;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * One extremely randomised regression tree (Geurts, Ernst and Wehenkel, "Extremely randomized trees", Machine Learning 63, 2006), grown until its
 * leaves are pure or small. A split lies between the values of two examples that are drawn, so that thresholds are dense where examples are. An
 * example can be added without growing the tree anew: the leaf that it falls into takes it in while it is small, or else is split at random, as in
 * a Mondrian tree.
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

    /** How many examples a leaf may have though they differ. */
    private final int leafSize;

    private final int[] shuffled;

    /** Of each node the feature and the threshold of its split, in the upper and the lower half; {@link #LEAF} for a leaf. */
    private int[] splits = new int[64];

    /** Of each node the first of its two children, which lie side by side. */
    private int[] children = new int[64];

    /** Of each leaf one of its examples. */
    private int[] members = new int[64];

    private double[] means = new double[64];

    /** Of each leaf how many examples its value is the mean of. */
    private int[] counts = new int[64];

    private int used;
    private int age;

    private int[] rows = new int[0];
    private int[] scaled = new int[0];
    private double unit;
    private double least;

    Tree(Examples examples, int features, double share, int leafSize, UniformRandomProvider random) {
        this.examples = examples;
        this.leafSize = leafSize;
        this.random = random;
        tries = Math.max(1, (int) Math.round(share * features));
        shuffled = new int[features];
        Arrays.setAll(shuffled, i -> i);
    }

    /** Returns how often the tree was grown anew: the numbers of its nodes hold for as long as this stays the same. */
    int age() {
        return age;
    }

    /** Returns the leaf that features fall into, from a node that they fall into. */
    int leaf(short[] features, int from) {
        int node = from;
        for (int split = splits[node]; split != LEAF; split = splits[node]) {
            node = children[node] + (features[split >>> 16] <= (split & 0xffff) ? 0 : 1);
        }
        return node;
    }

    /** Returns the value of a leaf. */
    double mean(int leaf) {
        return means[leaf];
    }

    /** Takes in one more example. */
    void insert(int example) {
        if (used == 0) {
            used = 1;
            makeLeaf(0, example, 1, examples.value(example));
            return;
        }
        int leaf = leafOf(example);
        int other = members[leaf];
        double value = examples.value(example);
        double mean = means[leaf];
        int count = counts[leaf];
        if (count < leafSize) {
            makeLeaf(leaf, other, count + 1, mean + (value - mean) / (count + 1));
            return;
        }
        int feature = Math.abs(mean - value) < SAME ? LEAF : difference(example, other);
        if (feature == LEAF) {
            return;
        }
        int own = examples.column(feature)[example];
        int others = examples.column(feature)[other];
        int threshold = Math.min(own, others) + random.nextInt(Math.abs(own - others));
        int child = split(leaf, feature, threshold);
        int side = own <= threshold ? 0 : 1;
        makeLeaf(child + side, example, 1, value);
        makeLeaf(child + 1 - side, other, count, mean);
    }

    private int leafOf(int example) {
        int node = 0;
        for (int split = splits[0]; split != LEAF; split = splits[node]) {
            node = children[node] + (examples.column(split >>> 16)[example] <= (split & 0xffff) ? 0 : 1);
        }
        return node;
    }

    /** Draws one of the features in which two examples differ. */
    private int difference(int one, int two) {
        int drawn = LEAF;
        int count = 0;
        for (int feature = 0; feature < shuffled.length; feature++) {
            short[] column = examples.column(feature);
            if (column[one] != column[two] && random.nextInt(++count) == 0) {
                drawn = feature;
            }
        }
        return drawn;
    }

    /** Grows the tree anew from some examples. */
    void grow(Sample sample) {
        rows = sample.rows();
        scaled = sample.scaled();
        unit = sample.unit();
        least = sample.least();
        used = 1;
        age++;
        grow(0, 0, rows.length);
    }

    private void grow(int node, int begin, int end) {
        int low = Integer.MAX_VALUE;
        int high = 0;
        int sum = 0;
        for (int i = begin; i < end; i++) {
            int value = scaled[rows[i]];
            sum += value;
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        int count = end - begin;
        int member = rows[begin];
        makeLeaf(node, member, count, count == 1 ? examples.value(member) : least + unit * sum / count);
        if (low == high || count <= leafSize) {
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
    private int best(int begin, int end, int sum) {
        double bestGain = Double.NEGATIVE_INFINITY;
        int best = LEAF;
        int tried = 0;
        for (int i = 0; i < shuffled.length && tried < tries; i++) {
            int drawn = i + random.nextInt(shuffled.length - i);
            int feature = shuffled[drawn];
            shuffled[drawn] = shuffled[i];
            shuffled[i] = feature;
            short[] column = examples.column(feature);
            int threshold = threshold(begin, end, column);
            if (threshold >= 0) {
                tried++;
                double gain = gain(begin, end, column, threshold, sum);
                if (gain > bestGain) {
                    bestGain = gain;
                    best = feature << 16 | threshold;
                }
            }
        }
        return best;
    }

    /** Draws a threshold between the values of two examples; negative if those that were drawn are alike. */
    private int threshold(int begin, int end, short[] column) {
        int low = column[rows[begin + random.nextInt(end - begin)]];
        int high = low;
        for (int i = 0; i < DRAWS && low == high; i++) {
            int value = column[rows[begin + random.nextInt(end - begin)]];
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return low == high ? -1 : low + random.nextInt(high - low);
    }

    /** Sums without branches: which side an example falls on is as good as random to a processor that guesses. */
    private double gain(int begin, int end, short[] column, int threshold, int sum) {
        int[] order = rows;
        int[] value = scaled;
        int left = 0;
        int count = 0;
        for (int i = begin; i < end; i++) {
            int row = order[i];
            int mask = column[row] - threshold - 1 >> 31;
            left += value[row] & mask;
            count -= mask;
        }
        double one = left;
        double other = (double) sum - left;
        return one * one / count + other * other / (end - begin - count);
    }

    /** Puts the examples up to the threshold first. Returns where the others begin. */
    private int part(int begin, int end, int feature, int threshold) {
        short[] column = examples.column(feature);
        int left = begin;
        int right = end - 1;
        while (left <= right) {
            int row = rows[left];
            if (column[row] <= threshold) {
                left++;
            } else {
                rows[left] = rows[right];
                rows[right--] = row;
            }
        }
        return left;
    }

    private void makeLeaf(int node, int member, int count, double mean) {
        splits[node] = LEAF;
        counts[node] = count;
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
            counts = Arrays.copyOf(counts, 2 * used);
            means = Arrays.copyOf(means, 2 * used);
        }
        splits[node] = feature << 16 | threshold;
        children[node] = child;
        return child;
    }
}
