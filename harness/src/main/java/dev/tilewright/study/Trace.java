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
}
