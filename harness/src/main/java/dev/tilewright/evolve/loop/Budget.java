package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import java.time.Duration;
import java.util.Optional;

/** When a search ends. */
public interface Budget {

    /** Says why the search ends now; empty while it goes on. */
    Optional<Reason> spent(Spending spending);

    /**
     * What was spent.
     *
     * @param evaluated how many candidates were submitted to the evaluator
     * @param elapsed how long the search has taken since it was begun or resumed
     * @param repeated whether everything that memory has of the run is repeated
     */
    record Spending(int evaluated, Duration elapsed, boolean repeated) {}

    /**
     * Returns a budget of evaluations and time.
     *
     * @param evaluations how many candidates may be evaluated, positive; those that memory knows do not count
     * @param time how long the search may take, positive; empty for as long as it needs
     */
    static Budget of(int evaluations, Optional<Duration> time) {
        if (evaluations <= 0) {
            throw new IllegalArgumentException("evaluations must be positive, not " + evaluations);
        }
        if (time.isPresent() && !time.get().isPositive()) {
            throw new IllegalArgumentException("time must be positive, not " + time.get());
        }
        return spending -> spending.evaluated() >= evaluations
                ? Optional.of(Reason.EVALUATIONS)
                : time.filter(limit -> spending.elapsed().compareTo(limit) >= 0).map(_ -> Reason.TIME);
    }

    /** Returns the budget of a repetition, which goes as far as the record of the run, and no further. */
    static Budget record() {
        return spending -> spending.repeated() ? Optional.of(Reason.REPEATED) : Optional.empty();
    }
}
