package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import java.util.OptionalDouble;

/**
 * Evaluates candidates: jobs are submitted, and their results are taken when they come, in any order. It never throws for a candidate's
 * fault: that is a status.
 */
public interface Evaluator extends AutoCloseable {

    /**
     * Returns how many jobs it makes use of at once. With one timed device that is two: one that is being evaluated, and the next one, so
     * that the device never waits for a decision.
     */
    int capacity();

    /** Accepts a job and returns at once. */
    void submit(Job job);

    /**
     * Waits for the next result.
     *
     * @throws IllegalStateException if no job is under way
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Result take() throws InterruptedException;

    @Override
    void close();

    /** What is asked for. */
    sealed interface Job {

        /** Returns the number by which the result is recognised. */
        long ticket();
    }

    /**
     * Evaluate a candidate.
     *
     * @param incumbent the fitness of the best so far: a candidate that is certainly less fit may be measured less exactly; empty while
     *     there is none
     */
    record Evaluate(long ticket, Candidate candidate, OptionalDouble incumbent) implements Job {}

    /**
     * Compare a challenger with the incumbent under fresh conditions, and check the challenger wherever it claims to be right.
     *
     * @param incumbent the best so far
     * @param fitness its fitness, as it is known by now
     * @param challenger what may replace it
     */
    record Compare(long ticket, Candidate incumbent, double fitness, Candidate challenger) implements Job {}

    /** What came of a job. */
    sealed interface Result {

        /** Returns the number of the job. */
        long ticket();
    }

    /** What came of {@link Evaluate}. */
    record Evaluated(long ticket, Evaluation evaluation) implements Result {}

    /** What came of {@link Compare}. */
    record Compared(long ticket, Confirmation confirmation) implements Result {}
}
