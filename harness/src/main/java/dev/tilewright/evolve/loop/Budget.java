package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.loop.EvolutionOutcome.Ending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import java.time.Duration;
import java.util.Optional;

/** When a search ends. */
public interface Budget {

    /** Says why the search ends now; empty while it goes on. */
    Optional<Ending> spent(Spending spending);

    /** Returns the budget that is spent when this one is, or the other. */
    default Budget or(Budget other) {
        return spending -> spent(spending).or(() -> other.spent(spending));
    }

    /**
     * What was spent, and what came of it.
     *
     * @param evaluated how many candidates were submitted to the evaluator
     * @param elapsed how long the search has taken since it was begun or resumed
     * @param repeated whether everything that memory has of the run is repeated
     * @param seeded whether all candidates were judged that the search began with
     * @param course how it has gone
     * @param ranking the best and the contenders
     */
    record Spending(
            int evaluated, Duration elapsed, boolean repeated, boolean seeded, Course course, Ranking ranking) {}

    /**
     * Returns a budget of evaluations and time.
     *
     * @param evaluations how many candidates may be evaluated, positive; those that memory knows do not count
     * @param time how long the search may take, positive; empty for as long as it needs
     */
    static Budget of(int evaluations, Optional<Duration> time) {
        requirePositive("evaluations", evaluations);
        if (time.isPresent() && !time.get().isPositive()) {
            throw new IllegalArgumentException("time must be positive, not " + time.get());
        }
        return spending -> spending.evaluated() >= evaluations
                ? Optional.of(Ending.of(Reason.EVALUATIONS))
                : time.filter(limit -> spending.elapsed().compareTo(limit) >= 0).map(_ -> Ending.of(Reason.TIME));
    }

    /** Returns the budget of a repetition, which goes as far as the record of the run, and no further. */
    static Budget record() {
        return spending -> spending.repeated() ? Optional.of(Ending.of(Reason.REPEATED)) : Optional.empty();
    }

    /**
     * Returns a budget that is spent when so many evaluations in a row were no gain. What the record of a run has is repeated in any case.
     *
     * @param evaluations how many, positive
     */
    static Budget patience(int evaluations) {
        requirePositive("patience", evaluations);
        return spending -> spending.repeated() && spending.course().sinceGain() >= evaluations
                ? Optional.of(new Ending(
                        Reason.PATIENCE,
                        "the search ended because %d evaluations in a row found nothing better".formatted(evaluations)))
                : Optional.empty();
    }

    /**
     * Returns a budget that is spent when the best is fit enough. A contender that seems to be so is compared with the best at once.
     *
     * @param fitness how fit
     * @param goal what that is, in words
     */
    static Budget goal(double fitness, String goal) {
        return spending ->
                spending.repeated() && spending.ranking().leading().orElse(Double.NEGATIVE_INFINITY) >= fitness
                        ? Optional.of(new Ending(Reason.GOAL, "the search ended because the best has reached " + goal))
                        : Optional.empty();
    }

    /**
     * Returns a budget that is spent when another gain has become unlikely.
     *
     * @param evaluations how many candidates may be evaluated in all, positive
     */
    static Budget unlikely(int evaluations) {
        requirePositive("evaluations", evaluations);
        return new FadingGains(evaluations);
    }

    private static void requirePositive(String what, int count) {
        if (count <= 0) {
            throw new IllegalArgumentException("%s must be positive, not %d".formatted(what, count));
        }
    }
}
