package dev.tilewright.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The conditions of a space, compiled. */
final class Checks {

    /** Larger tables take longer to fill than they save. */
    static final int LARGE_TABLES = 4096;

    /** Where few points are looked at, tables are for words, which have no code otherwise. */
    static final int SMALL_TABLES = 64;

    private final Choices choices;
    private final List<Check> all;
    private final List<List<Check>> ofVariable = new ArrayList<>();

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
                .toList();
        for (int i = 0; i < choices.dimensions(); i++) {
            int variable = i;
            ofVariable.add(
                    all.stream().filter(check -> check.dependsOn(variable)).toList());
        }
    }

    Choices choices() {
        return choices;
    }

    int dimensions() {
        return choices.dimensions();
    }

    List<Check> all() {
        return all;
    }

    /** Returns those that depend on a tunable. */
    List<Check> of(int variable) {
        return ofVariable.get(variable);
    }

    boolean allow(int[] point) {
        return allow(all, point);
    }

    static boolean allow(List<Check> checks, int[] point) {
        for (int i = 0; i < checks.size(); i++) {
            if (!checks.get(i).allows(point)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the checks that are decided once so many tunables of an order have values, from none on. Those that depend on other
     * tunables are left out.
     */
    List<List<Check>> decided(int[] order) {
        List<List<Check>> decided = new ArrayList<>();
        IntStream.rangeClosed(0, order.length).forEach(_ -> decided.add(new ArrayList<>()));
        int[] depths = new int[dimensions()];
        Arrays.fill(depths, Integer.MAX_VALUE);
        for (int depth = 0; depth < order.length; depth++) {
            depths[order[depth]] = depth + 1;
        }
        for (Check check : all) {
            int last = IntStream.of(check.variables())
                    .map(variable -> depths[variable])
                    .max()
                    .orElse(0);
            if (last <= order.length) {
                decided.get(last).add(check);
            }
        }
        return decided;
    }
}
