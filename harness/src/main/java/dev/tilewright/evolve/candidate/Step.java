package dev.tilewright.evolve.candidate;

import java.time.Instant;
import java.util.Optional;

/**
 * One step of a run: a candidate and its outcome, in the order in which candidates were submitted, which is the order in which their
 * outcomes are committed.
 *
 * @param ordinal its place in the run, from 0
 * @param candidate what was evaluated
 * @param evaluation the outcome, as it was first; {@link #standing()} is what it is worth
 * @param recalled whether the outcome was known to memory and nothing was run
 * @param reward what the child earned when it was committed, in the units of {@code evolve.control.Reward}
 * @param turn how many turns had been taken when the outcome was committed, or would have been, had nobody stopped the search
 * @param settlement the comparison with the incumbent, where one was made
 * @param committed when the outcome was committed
 */
public record Step(
        int ordinal,
        Candidate candidate,
        Evaluation evaluation,
        boolean recalled,
        double reward,
        int turn,
        Optional<Settlement> settlement,
        Instant committed) {

    public Step {
        if (settlement.isPresent() && settlement.get().after() < ordinal) {
            throw new IllegalArgumentException("step %d cannot be confirmed after step %d"
                    .formatted(ordinal, settlement.get().after()));
        }
    }

    /** Tells whether anything is known of the candidate from this step: not where the harness failed. */
    public boolean isDecided() {
        return !evaluation.isUndecided();
    }

    /** Returns the comparison with the incumbent, where one was made. */
    public Optional<Confirmation> confirmation() {
        return settlement.map(Settlement::confirmation);
    }

    /** Tells whether a confirmation ended with this verdict. */
    public boolean is(Confirmation.Verdict verdict) {
        return confirmation().filter(outcome -> outcome.verdict() == verdict).isPresent();
    }

    /**
     * Returns what the evaluation is worth after all confirmations: one that was refuted is a {@link Status#WRONG_RESULT}, whatever it
     * was before. Everything that judges by outcomes reads this: earnings, reports, prompts, beliefs.
     */
    public Evaluation standing() {
        return confirmation()
                .filter(Confirmation::refutes)
                .map(outcome -> evaluation.refuted(outcome.reason()))
                .orElse(evaluation);
    }

    /** Returns the step with a comparison that was made after it was committed. */
    public Step settled(Settlement later) {
        return new Step(ordinal, candidate, evaluation, recalled, reward, turn, Optional.of(later), committed);
    }

    /**
     * Returns the step with its candidate as it was made again. A genome that memory gave back may know less of itself than one that its
     * domain made.
     */
    public Step of(Candidate again) {
        return new Step(ordinal, again, evaluation, recalled, reward, turn, settlement, committed);
    }

    /** Returns the step as it was committed. */
    public Step asCommitted() {
        return new Step(ordinal, candidate, evaluation, recalled, reward, turn, Optional.empty(), committed);
    }
}
