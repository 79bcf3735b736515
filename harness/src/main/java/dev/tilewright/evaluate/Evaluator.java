package dev.tilewright.evaluate;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Evaluation;
import java.util.OptionalDouble;

/** Judges candidates on one device for one task. Never throws for a candidate's fault: that is a status. */
public interface Evaluator extends AutoCloseable {

    /**
     * Screens, builds, verifies and times a candidate.
     *
     * @param candidate what to judge
     * @param incumbentNanos the median device time of the best so far, in ns: a candidate that is certainly slower is timed with
     *     fewer samples; empty while there is none
     */
    Evaluation evaluate(Candidate candidate, OptionalDouble incumbentNanos);

    /**
     * Compares a challenger with the incumbent, interleaved, in a fresh process with fresh inputs, and verifies the challenger on
     * every problem it claims.
     *
     * @param incumbentNanos the incumbent's median device time as it was measured before, in ns: a slow one is run no oftener than
     *     it must be
     */
    Confirmation confirm(Candidate incumbent, double incumbentNanos, Candidate challenger);

    @Override
    void close();
}
