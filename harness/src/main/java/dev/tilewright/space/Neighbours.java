package dev.tilewright.space;

import java.util.ArrayList;
import java.util.List;

/** The valid points around another, found by changing it: only conditions that depend on what was changed are checked. */
final class Neighbours {

    private final Checks checks;
    private final Point point;

    /** The indices of the point, of which some are changed for a while. */
    private final int[] indices;

    /** What does not hold for the point itself. */
    private final List<Check> violated;

    private final List<Point> found = new ArrayList<>();

    Neighbours(Checks checks, Point point) {
        this.checks = checks;
        this.point = point;
        indices = point.indices();
        violated = checks.allow(indices)
                ? List.of()
                : checks.all().stream().filter(check -> !check.allows(indices)).toList();
    }

    /** Returns those that differ in one tunable. */
    List<Point> of(Neighbourhood which) {
        for (int variable = 0; variable < indices.length; variable++) {
            int own = indices[variable];
            int count = checks.choices().counts()[variable];
            if (count == 1 || !mends(variable)) {
                continue;
            }
            switch (which) {
                case ANY -> {
                    for (int index = 0; index < count; index++) {
                        addIfValid(variable, index);
                    }
                }
                case ADJACENT -> {
                    int below = own - 1;
                    while (below >= 0 && !addIfValid(variable, below)) {
                        below--;
                    }
                    int above = own + 1;
                    while (above < count && !addIfValid(variable, above)) {
                        above++;
                    }
                }
            }
            indices[variable] = own;
        }
        return found;
    }

    /** Tells whether a change of a tunable may make all hold. */
    private boolean mends(int variable) {
        for (Check check : violated) {
            if (!check.dependsOn(variable)) {
                return false;
            }
        }
        return true;
    }

    private boolean addIfValid(int variable, int index) {
        if (index == point.index(variable)) {
            return false;
        }
        indices[variable] = index;
        return Checks.allow(checks.of(variable), indices) && found.add(Point.of(indices));
    }

    /**
     * Returns those that differ in some tunables.
     *
     * @param order the tunables in the order in which they are changed
     * @param decided the conditions that are decided once so many tunables of the order have values
     * @param distance in how many they differ at most
     */
    List<Point> within(int[] order, Check[][] decided, int distance) {
        change(order, decided, 0, distance, distance);
        return found;
    }

    private void change(int[] order, Check[][] decided, int depth, int left, int distance) {
        if (depth == order.length || left == 0) {
            if (left < distance && allowRest(decided, depth)) {
                found.add(Point.of(indices));
            }
            return;
        }
        int variable = order[depth];
        int own = indices[variable];
        for (int index = 0; index < checks.choices().counts()[variable]; index++) {
            indices[variable] = index;
            if (Checks.allow(decided[depth + 1], indices)) {
                change(order, decided, depth + 1, index == own ? left : left - 1, distance);
            }
        }
        indices[variable] = own;
    }

    private boolean allowRest(Check[][] decided, int depth) {
        for (int rest = depth + 1; rest < decided.length; rest++) {
            if (!Checks.allow(decided[rest], indices)) {
                return false;
            }
        }
        return true;
    }
}
