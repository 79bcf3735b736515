package dev.tilewright.space;

import java.util.Arrays;
import java.util.Optional;

/**
 * Builds a {@link DecisionDiagram}, depth first. A condition is checked as soon as its last tunable has a value. Once all conditions of a
 * tunable are decided, its value makes no difference any more, so what follows is built once for all beginnings that differ only in such
 * tunables.
 */
final class DiagramBuilder {

    /** Values tried at most: a second, or two where conditions are long. */
    private static final long STEPS = 10_000_000;

    /** An interpreted condition takes as long as so many values. */
    private static final int INTERPRETED = 50;

    /** Edges at most: 64 MB. */
    private static final int MOST_EDGES = 4_000_000;

    private static final int DEAD = -1;

    private final int[] order;
    private final int[] counts;

    /** The conditions that are decided once so many tunables have values. */
    private final Check[][] decided;

    private final int[] costs;
    private final Memo[] memos;
    private final int[] point;
    private long steps = STEPS;

    private int nodes;
    private int[] edges = new int[64];
    private long[] sizes = new long[64];
    private int[] values = new int[256];
    private int[] targets = new int[256];
    private long[] before = new long[256];

    /** The edges of the nodes that are being built, one for each depth. */
    private final int[][] openValues;

    private final int[][] openTargets;

    private DiagramBuilder(Checks checks, int[] order) {
        this.order = order;
        counts = checks.choices().counts();
        decided = checks.decided(order);
        costs = Arrays.stream(decided).mapToInt(DiagramBuilder::cost).toArray();
        memos = Memo.of(decided, order, counts);
        point = new int[counts.length];
        openValues = Arrays.stream(order)
                .mapToObj(variable -> new int[counts[variable]])
                .toArray(int[][]::new);
        openTargets = Arrays.stream(order)
                .mapToObj(variable -> new int[counts[variable]])
                .toArray(int[][]::new);
    }

    private static int cost(Check[] checks) {
        return 1
                + INTERPRETED
                        * (int) Arrays.stream(checks).filter(Check::interpreted).count();
    }

    /**
     * Builds the diagram of some tunables.
     *
     * @param order the tunables in the order in which they are decided; no condition ties them to others
     * @return empty if it would be too large; a diagram of size 0 if no combination is valid
     */
    static Optional<DecisionDiagram> build(Checks checks, int[] order) {
        DiagramBuilder builder = new DiagramBuilder(checks, order);
        builder.sizes[DecisionDiagram.END] = 1;
        builder.nodes = 1;
        int root = builder.node(0);
        return builder.steps < 0 ? Optional.empty() : Optional.of(builder.diagram(root));
    }

    private DecisionDiagram diagram(int root) {
        int count = edges[nodes];
        return new DecisionDiagram(
                order,
                root,
                root == DEAD ? 0 : sizes[root],
                Arrays.copyOf(edges, nodes + 1),
                Arrays.copyOf(values, count),
                Arrays.copyOf(targets, count),
                Arrays.copyOf(before, count));
    }

    /** Builds the node that decides what is left after the values that the point has up to a depth. */
    private int node(int depth) {
        if (depth == order.length) {
            return DecisionDiagram.END;
        }
        int known = memos[depth].get(point);
        if (known != Memo.UNKNOWN) {
            return known;
        }
        int variable = order[depth];
        int count = counts[variable];
        steps -= (long) count * costs[depth + 1];
        if (steps < 0) {
            return DEAD;
        }
        int found = 0;
        for (int index = 0; index < count; index++) {
            point[variable] = index;
            if (Checks.allow(decided[depth + 1], point)) {
                int target = node(depth + 1);
                if (target != DEAD) {
                    openValues[depth][found] = index;
                    openTargets[depth][found] = target;
                    found++;
                }
            }
        }
        int node = found == 0 ? DEAD : add(openValues[depth], openTargets[depth], found);
        memos[depth].put(point, node);
        return node;
    }

    private int add(int[] nodeValues, int[] nodeTargets, int count) {
        int first = edges[nodes];
        if (first + count > MOST_EDGES) {
            steps = -1;
            return DEAD;
        }
        reserve(first + count);
        long size = 0;
        for (int i = 0; i < count; i++) {
            values[first + i] = nodeValues[i];
            targets[first + i] = nodeTargets[i];
            before[first + i] = size;
            size += sizes[nodeTargets[i]];
            if (size < 0) {
                // More than 64 bits count.
                steps = -1;
                return DEAD;
            }
        }
        sizes[nodes] = size;
        edges[nodes + 1] = first + count;
        return nodes++;
    }

    private void reserve(int count) {
        if (nodes + 2 > edges.length) {
            edges = Arrays.copyOf(edges, 2 * edges.length);
            sizes = Arrays.copyOf(sizes, 2 * sizes.length);
        }
        if (count > values.length) {
            int length = Math.max(count, 2 * values.length);
            values = Arrays.copyOf(values, length);
            targets = Arrays.copyOf(targets, length);
            before = Arrays.copyOf(before, length);
        }
    }
}
