package dev.tilewright.space;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Remembers, for one depth of a decision diagram, which node follows after the values of those tunables that are still to be told apart
 * there.
 */
final class Memo {

    /** Nothing is remembered. */
    static final int UNKNOWN = -2;

    private static final int DENSE = 1 << 16;

    private static final Memo NOTHING = new Memo(new int[0], new long[0], 0);

    private final int[] variables;
    private final long[] strides;

    /** Where there are few combinations: the node of each. */
    private final int[] dense;

    private final Map<Long, Integer> sparse = new HashMap<>();

    /** Whether anything is to be remembered. */
    private final boolean used;

    private Memo(int[] variables, long[] strides, long combinations) {
        this.variables = variables;
        this.strides = strides;
        used = combinations > 0;
        dense = new int[combinations <= DENSE ? (int) combinations : 0];
        Arrays.fill(dense, UNKNOWN);
    }

    /** Makes a memo for each depth. It is only of use where a tunable need not be told apart from there on. */
    static Memo[] of(Check[][] decided, int[] order, int[] counts) {
        Memo[] memos = new Memo[order.length + 1];
        int[] former = new int[0];
        for (int depth = 0; depth <= order.length; depth++) {
            int[] active = active(decided, order, depth);
            boolean dropped = depth > 0 && active.length < former.length + 1;
            memos[depth] = dropped ? of(active, counts) : NOTHING;
            former = active;
        }
        return memos;
    }

    /** Returns the tunables before a depth that conditions after it depend on. */
    private static int[] active(Check[][] decided, int[] order, int depth) {
        return Arrays.stream(order, 0, depth)
                .filter(variable -> IntStream.range(depth + 1, decided.length)
                        .anyMatch(after -> Arrays.stream(decided[after]).anyMatch(check -> check.dependsOn(variable))))
                .toArray();
    }

    private static Memo of(int[] active, int[] counts) {
        long[] strides = new long[active.length];
        long combinations = 1;
        for (int i = 0; i < active.length; i++) {
            strides[i] = combinations;
            if (combinations > Long.MAX_VALUE / counts[active[i]]) {
                return NOTHING;
            }
            combinations *= counts[active[i]];
        }
        return new Memo(active, strides, combinations);
    }

    private long key(int[] point) {
        long key = 0;
        for (int i = 0; i < variables.length; i++) {
            key += strides[i] * point[variables[i]];
        }
        return key;
    }

    /** Returns the node that was put for the values of a point. */
    int get(int[] point) {
        if (!used) {
            return UNKNOWN;
        }
        long key = key(point);
        return dense.length > 0 ? dense[(int) key] : sparse.getOrDefault(key, UNKNOWN);
    }

    void put(int[] point, int node) {
        if (!used) {
            return;
        }
        long key = key(point);
        if (dense.length > 0) {
            dense[(int) key] = node;
        } else {
            sparse.put(key, node);
        }
    }
}
