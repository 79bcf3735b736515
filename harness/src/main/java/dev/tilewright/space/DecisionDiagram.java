package dev.tilewright.space;

import java.util.OptionalLong;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * All valid combinations of the values of some tunables, as a multi-valued decision diagram (Srinivasan, Kam, Malik and Brayton, "Algorithms
 * for discrete function manipulation", 1990). Each node decides one tunable; an edge is a value that leads to a valid combination, and says
 * how many combinations come before those that it leads to. So combinations have numbers, although they are not written out: what may
 * follow after different beginnings is stored once where it is the same.
 */
final class DecisionDiagram implements Factor {

    /** The node at which nothing is left to be decided. */
    static final int END = 0;

    /** The tunable that is decided at each depth. */
    private final int[] order;

    private final int root;
    private final long size;

    /** The first edge of each node; that of the node after it is the end. */
    private final int[] edges;

    private final int[] values;
    private final int[] targets;
    private final long[] before;

    /**
     * @param order the tunable that is decided at each depth
     * @param root the node to begin with
     * @param size how many combinations there are
     * @param edges the first edge of each node, and the number of all
     * @param values the index of the value of each edge
     * @param targets the node that each edge leads to
     * @param before how many combinations of its node come before those of each edge
     */
    DecisionDiagram(int[] order, int root, long size, int[] edges, int[] values, int[] targets, long[] before) {
        this.order = order;
        this.root = root;
        this.size = size;
        this.edges = edges;
        this.values = values;
        this.targets = targets;
        this.before = before;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    @Override
    public void set(int[] point, long number) {
        int node = root;
        long rest = number;
        for (int variable : order) {
            int edge = edge(node, rest);
            point[variable] = values[edge];
            rest -= before[edge];
            node = targets[edge];
        }
    }

    /** Returns the last edge of a node that does not have more combinations before it. */
    private int edge(int node, long number) {
        int low = edges[node];
        int high = edges[node + 1] - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (before[middle] <= number) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    @Override
    public void draw(int[] point, UniformRandomProvider random) {
        set(point, random.nextLong(size));
    }
}
