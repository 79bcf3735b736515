package dev.tilewright.study;

import dev.tilewright.tuning.recorded.Recorded;
import java.util.List;

/**
 * What one repeat of a strategy evaluated, in its order, each configuration once.
 *
 * @param evaluations what was recorded of each
 */
public record Trace(List<Recorded> evaluations) {

    public Trace {
        evaluations = List.copyOf(evaluations);
    }

    /** Returns the shortest time of the first evaluations, in milliseconds; infinite if none of them was right. */
    double best(int first) {
        return evaluations.stream()
                .limit(first)
                .mapToDouble(row -> row.milliseconds().orElse(Double.POSITIVE_INFINITY))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Returns after how many evaluations a time was reached; infinite if it was not. */
    double evaluationsTo(double milliseconds) {
        for (int i = 0; i < evaluations.size(); i++) {
            if (evaluations.get(i).milliseconds().orElse(Double.POSITIVE_INFINITY) <= milliseconds) {
                return i + 1;
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
