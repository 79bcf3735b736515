package dev.tilewright.evolve.surrogate;

import java.util.Arrays;

/**
 * Features that a forest is asked about more than once. It remembers which leaf of each tree they fell into, so that to ask again costs a step where the
 * leaf was split meanwhile, and a walk from the root only where the tree was grown anew.
 */
public final class Query {

    private final short[] features;
    private final int[] leaves;
    private final int[] ages;

    Query(short[] features, int trees) {
        this.features = features;
        leaves = new int[trees];
        ages = new int[trees];
        Arrays.fill(ages, -1);
    }

    /** Returns what is asked about. */
    short[] features() {
        return features;
    }

    /** Returns what the tree of a number says. */
    double ask(int number, Tree tree) {
        int from = ages[number] == tree.age() ? leaves[number] : 0;
        int leaf = tree.leaf(features, from);
        ages[number] = tree.age();
        leaves[number] = leaf;
        return tree.mean(leaf);
    }
}
