package dev.tilewright.space;

import java.util.Arrays;
import java.util.function.Predicate;

/** A condition, compiled. */
final class Check {

    private final Condition condition;
    private final int[] variables;
    private final Code.Truth code;
    private final Predicate<int[]> exact;
    private final boolean interpreted;

    /**
     * @param condition what it was compiled from
     * @param variables the places of the tunables that it depends on, ascending
     * @param code whether it holds for a point; false where it cannot be computed, or what {@code exact} throws
     * @param exact the same without a table, so that it throws where the condition cannot be computed
     * @param interpreted whether no code could be made, so that it takes a hundred times as long as others
     */
    Check(Condition condition, int[] variables, Code.Truth code, Predicate<int[]> exact, boolean interpreted) {
        this.condition = condition;
        this.variables = variables;
        this.code = code;
        this.exact = exact;
        this.interpreted = interpreted;
    }

    Condition condition() {
        return condition;
    }

    int[] variables() {
        return variables;
    }

    boolean interpreted() {
        return interpreted;
    }

    /** Tells whether it holds for a point. It does not where it cannot be computed. */
    boolean allows(int[] point) {
        try {
            return code.at(point);
        } catch (ArithmeticException | UncomputableException e) {
            return false;
        }
    }

    /** Tells whether it can be computed for a point. */
    boolean isComputable(int[] point) {
        try {
            boolean _ = exact.test(point);
            return true;
        } catch (ArithmeticException | UncomputableException e) {
            return false;
        }
    }

    boolean dependsOn(int variable) {
        return Arrays.binarySearch(variables, variable) >= 0;
    }
}
