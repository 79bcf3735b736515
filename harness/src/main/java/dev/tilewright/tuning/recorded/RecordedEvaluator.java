package dev.tilewright.tuning.recorded;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.loop.Budget;
import dev.tilewright.evolve.loop.Evaluator;
import dev.tilewright.evolve.loop.EvolutionOutcome.Ending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.tuning.ConfigurationGenome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A recording as a device: an evaluation is looked up and answered at once, and costs the time that it took when it was recorded. No
 * clock is read, so a search on a recording takes the same decisions on every machine. Not safe for use by several threads.
 */
public final class RecordedEvaluator implements Evaluator {

    private final RecordedSpace recording;
    private final Deque<Result> results = new ArrayDeque<>();
    private long spentNanos;

    /**
     * Makes a device of a recording.
     *
     * @param spentNanos what a run that is resumed has spent on it, in nanoseconds of recorded time
     */
    public RecordedEvaluator(RecordedSpace recording, long spentNanos) {
        this.recording = recording;
        this.spentNanos = spentNanos;
    }

    /** A search knows what came of a configuration before it decides on the next, as it does where strategies are compared. */
    @Override
    public int capacity() {
        return 1;
    }

    @Override
    public void submit(Job job) {
        results.add(
                switch (job) {
                    case Evaluate(long ticket, Candidate candidate, OptionalDouble _) ->
                        new Evaluated(ticket, evaluate(candidate));
                    case Compare(long ticket, Candidate incumbent, double _, Candidate challenger) ->
                        new Compared(ticket, compare(incumbent, challenger));
                });
    }

    private Evaluation evaluate(Candidate candidate) {
        Evaluation evaluation = row(candidate)
                .map(Recorded::evaluation)
                .orElseGet(() -> Evaluation.failed(Status.REJECTED, "it is not in the recording", 0));
        spentNanos += evaluation.nanos();
        return evaluation;
    }

    private Optional<Recorded> row(Candidate candidate) {
        return recording.row(ConfigurationGenome.of(candidate).configuration());
    }

    /** What was recorded is compared as it is: it was measured once, and costs nothing to look at again. */
    private Confirmation compare(Candidate incumbent, Candidate challenger) {
        OptionalDouble before = milliseconds(incumbent);
        OptionalDouble now = milliseconds(challenger);
        if (now.isEmpty()) {
            return new Confirmation(
                    Verdict.REFUTED, OptionalDouble.empty(), "the recording has no time for it", Optional.empty());
        }
        boolean fitter = before.isEmpty() || now.getAsDouble() < before.getAsDouble();
        return new Confirmation(
                fitter ? Verdict.FITTER : Verdict.NOT_FITTER,
                OptionalDouble.of(Recorded.fitness(now.getAsDouble())),
                before.isPresent()
                        ? "recorded with %.4g ms, the best before it with %.4g ms"
                                .formatted(now.getAsDouble(), before.getAsDouble())
                        : "recorded with %.4g ms".formatted(now.getAsDouble()),
                Optional.empty());
    }

    private OptionalDouble milliseconds(Candidate candidate) {
        return row(candidate).map(Recorded::milliseconds).orElse(OptionalDouble.empty());
    }

    @Override
    public Result take() {
        if (results.isEmpty()) {
            throw new IllegalStateException("no job is under way");
        }
        return results.remove();
    }

    /**
     * Returns a budget of evaluations and of recorded time.
     *
     * @param evaluations how many configurations may be evaluated; those that memory knows do not count
     * @param time how long the evaluations may have taken when they were recorded; empty for as long as they need
     */
    public Budget budget(int evaluations, Optional<Duration> time) {
        return spending -> spending.evaluated() >= evaluations
                ? Optional.of(Ending.of(Reason.EVALUATIONS))
                : time.filter(limit -> spentNanos >= limit.toNanos()).map(_ -> Ending.of(Reason.TIME));
    }

    @Override
    public void close() {
        results.clear();
    }
}
