package dev.tilewright.space;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The conditions of a space, compiled. */
final class Checks {

    /** Larger tables take longer to fill than they save. */
    static final int LARGE_TABLES = 4096;

    /** Where few points are looked at, tables are for words, which have no code otherwise. */
    static final int SMALL_TABLES = 16;

    private final Choices choices;
    private final Check[] all;
    private final Check[][] ofVariable;

    /**
     * Compiles the conditions of a space.
     *
     * @param tables how many combinations of values a table may have
     * @throws IllegalArgumentException if one names what is neither a size nor a tunable, or is no condition
     */
    Checks(Space space, int tables) {
        choices = new Choices(space.tunables(), space.sizes());
        all = space.constraints().stream()
                .map(condition -> switch (condition) {
                    case Formula formula -> formula.compiled(choices, tables);
                    case PythonExpression expression -> expression.compiled(choices, tables);
                })
                .toArray(Check[]::new);
        ofVariable = IntStream.range(0, choices.dimensions())
                .mapToObj(variable -> Arrays.stream(all)
                        .filter(check -> check.dependsOn(variable))
                        .toArray(Check[]::new))
                .toArray(Check[][]::new);
    }

    Choices choices() {
        return choices;
    }

    int dimensions() {
        return choices.dimensions();
    }

    List<Check> all() {
        return List.of(all);
    }

    /** Returns those that depend on a tunable. */
    Check[] of(int variable) {
        return ofVariable[variable];
    }

    boolean allow(int[] point) {
        return allow(all, point);
    }

    static boolean allow(Check[] checks, int[] point) {
        for (Check check : checks) {
            if (!check.allows(point)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the checks that are decided once so many tunables of an order have values, from none on. Those that depend on other
     * tunables are left out.
     */
    Check[][] decided(int[] order) {
        int[] depths = new int[dimensions()];
        Arrays.fill(depths, Integer.MAX_VALUE);
        for (int depth = 0; depth < order.length; depth++) {
            depths[order[depth]] = depth + 1;
        }
        return IntStream.rangeClosed(0, order.length)
                .mapToObj(depth -> Arrays.stream(all)
                        .filter(check -> depth == last(check, depths))
                        .toArray(Check[]::new))
                .toArray(Check[][]::new);
    }

    private static int last(Check check, int[] depths) {
        return IntStream.of(check.variables())
                .map(variable -> depths[variable])
                .max()
                .orElse(0);
    }
}
