package dev.tilewright.space;

import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Goes through the points of a space one by one, depth first, the last tunable of an order varying fastest. A condition is checked as soon
 * as its last tunable has a value, so that what it forbids is not gone through. It takes a bounded number of steps, and not a bounded
 * time, so that a search can be repeated.
 */
final class DepthFirst {

    private final int[] order;

    /** The indices of each tunable's values, in the order in which they are tried. */
    private final int[][] indices;

    private final Check[][] decided;
    private final int[] point;
    private final int[] tried;
    private long steps;
    private int depth;
    private boolean begun;
    private boolean over;
    private Listener forbidden = (_, _, _) -> {};

    /** Is told what it does not go through. */
    interface Listener {

        /**
         * Tells that a condition does not hold.
         *
         * @param point the values so far; they are changed afterwards
         * @param depth how many tunables of the order have values
         */
        void forbids(Check check, int[] point, int depth);
    }

    private DepthFirst(Checks checks, int[] order, int[][] indices, long steps) {
        this.order = order;
        this.indices = indices;
        this.steps = steps;
        decided = checks.decided(order);
        point = new int[checks.dimensions()];
        tried = new int[order.length];
    }

    /**
     * Begins with tunables and values in the order in which they were given.
     *
     * @param steps how many values are tried at most
     */
    static DepthFirst inOrder(Checks checks, long steps) {
        return inOrder(checks, IntStream.range(0, checks.dimensions()).toArray(), steps);
    }

    /**
     * Begins with the values in the order in which they were given.
     *
     * @param order the places of the tunables that it goes through; all others have their first value
     * @param steps how many values are tried at most
     */
    static DepthFirst inOrder(Checks checks, int[] order, long steps) {
        int[][] indices = IntStream.of(order)
                .mapToObj(place ->
                        IntStream.range(0, checks.choices().counts()[place]).toArray())
                .toArray(int[][]::new);
        return new DepthFirst(checks, order, indices, steps);
    }

    /**
     * Begins with the values of each tunable in a random order.
     *
     * @param order the places of the tunables that it goes through; all others have their first value
     */
    static DepthFirst shuffled(Checks checks, int[] order, long steps, UniformRandomProvider random) {
        int[][] indices = new int[order.length][];
        for (int depth = 0; depth < order.length; depth++) {
            int[] shuffled =
                    IntStream.range(0, checks.choices().counts()[order[depth]]).toArray();
            for (int i = shuffled.length - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int index = shuffled[i];
                shuffled[i] = shuffled[other];
                shuffled[other] = index;
            }
            indices[depth] = shuffled;
        }
        return new DepthFirst(checks, order, indices, steps);
    }

    /** Tells a listener from now on what is forbidden. */
    void onForbidden(Listener listener) {
        forbidden = listener;
    }

    /** Finds the next point; empty if there is none, or it has taken its steps. */
    Optional<Point> next() {
        if (!begun) {
            begun = true;
            over = !holds(0);
            if (!over && order.length == 0) {
                over = true;
                return Optional.of(Point.of(point));
            }
        }
        while (!over && steps > 0) {
            if (tried[depth] == indices[depth].length) {
                tried[depth] = 0;
                over = depth == 0;
                depth = Math.max(0, depth - 1);
                continue;
            }
            steps--;
            point[order[depth]] = indices[depth][tried[depth]++];
            if (holds(depth + 1)) {
                if (depth + 1 == order.length) {
                    return Optional.of(Point.of(point));
                }
                depth++;
            }
        }
        return Optional.empty();
    }

    /** Tells whether it has gone through all there is. */
    boolean isComplete() {
        return over;
    }

    private boolean holds(int depth) {
        for (Check check : decided[depth]) {
            if (!check.allows(point)) {
                forbidden.forbids(check, point, depth);
                return false;
            }
        }
        return true;
    }
}
