package dev.tilewright.memory;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Evaluation;
import java.time.Instant;
import java.util.Optional;

/**
 * One step of a run: a candidate and its outcome, in the order in which outcomes were committed.
 *
 * @param ordinal its place in the run, from 0
 * @param candidate what was evaluated
 * @param evaluation the outcome
 * @param recalled whether the outcome was known to memory and nothing was run
 * @param reward what the controller was given for it
 * @param confirmation the comparison with the incumbent, where one was made
 * @param committed when the outcome was committed
 */
public record Step(
        int ordinal,
        Candidate candidate,
        Evaluation evaluation,
        boolean recalled,
        double reward,
        Optional<Confirmation> confirmation,
        Instant committed) {}
