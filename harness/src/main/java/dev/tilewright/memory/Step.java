package dev.tilewright.memory;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Status;
import java.time.Instant;
import java.util.Optional;

/**
 * One step of a run: a candidate and its outcome, in the order in which outcomes were committed.
 *
 * @param ordinal its place in the run, from 0
 * @param candidate what was evaluated
 * @param evaluation the outcome, before any confirmation
 * @param recalled whether the outcome was known to memory and nothing was run
 * @param reward what the controller was given for it
 * @param confirmation the comparison with the incumbent, where one was made
 * @param confirmedAfter the ordinal of the step after which the comparison was made; its own where it was made at once, or not at all
 * @param committed when the outcome was committed
 */
public record Step(
        int ordinal,
        Candidate candidate,
        Evaluation evaluation,
        boolean recalled,
        double reward,
        Optional<Confirmation> confirmation,
        int confirmedAfter,
        Instant committed) {

    public Step {
        if (confirmedAfter < ordinal) {
            throw new IllegalArgumentException(
                    "step %d cannot be confirmed after step %d".formatted(ordinal, confirmedAfter));
        }
    }

    /** Makes a step with the comparison that was made before it was committed, if any was. */
    public Step(
            int ordinal,
            Candidate candidate,
            Evaluation evaluation,
            boolean recalled,
            double reward,
            Optional<Confirmation> confirmation,
            Instant committed) {
        this(ordinal, candidate, evaluation, recalled, reward, confirmation, ordinal, committed);
    }

    /**
     * Returns what the evaluation is worth after all confirmations: one that was refuted is {@link Status#WRONG_RESULT}, with the
     * reason, and has no time.
     */
    public Evaluation standing() {
        return confirmation
                .filter(comparison -> comparison.verdict() == Confirmation.Verdict.REFUTED)
                .map(comparison -> evaluation.refuted(comparison.reason()))
                .orElse(evaluation);
    }

    /** Returns the step with a comparison that was made after the step of ordinal {@code after}. */
    public Step confirmed(Confirmation later, int after) {
        return new Step(ordinal, candidate, evaluation, recalled, reward, Optional.of(later), after, committed);
    }

    /** Returns the step as it was committed: without a comparison that was made later. */
    public Step asCommitted() {
        return confirmedAfter == ordinal
                ? this
                : new Step(ordinal, candidate, evaluation, recalled, reward, Optional.empty(), committed);
    }
}
