package dev.tilewright.search;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Status;
import dev.tilewright.control.Reward;
import dev.tilewright.evaluate.Evaluator;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.memory.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Judges candidates: by what memory has of the run as long as it is repeated, by what it knows of the same candidate on the same
 * hardware, and else by evaluating them.
 */
final class Judge {

    /** A child must be measured this much faster than the best before the two are compared for good. */
    private static final double WORTH_CONFIRMING = 0.98;

    private final Run run;
    private final Evaluator evaluator;
    private final Memory memory;
    private final List<Step> past;

    Judge(Run run, Evaluator evaluator, Memory memory) {
        this.run = run;
        this.evaluator = evaluator;
        this.memory = memory;
        past = memory.steps(run.id());
    }

    /** Tells whether memory has the step of this number. */
    boolean remembers(int ordinal) {
        return ordinal < past.size();
    }

    /**
     * Judges a candidate as the step of some number.
     *
     * @param best the best so far
     * @param parent what became of the candidate's parent
     * @throws IllegalStateException if the run has another candidate in its place
     */
    Step judge(
            int ordinal,
            Candidate candidate,
            Optional<Step> best,
            Optional<Evaluation> parent,
            EvolutionListener listener) {
        return remembers(ordinal) ? repeated(ordinal, candidate) : judged(ordinal, candidate, best, parent, listener);
    }

    private Step repeated(int ordinal, Candidate candidate) {
        Step step = past.get(ordinal);
        if (!step.candidate().hash().equals(candidate.hash())) {
            throw new IllegalStateException(
                    "run %s cannot be resumed: this version of Tilewright decides otherwise at step %d. What was evaluated is kept; start a new run to build on it"
                            .formatted(run.id(), ordinal));
        }
        return step;
    }

    private Step judged(
            int ordinal,
            Candidate candidate,
            Optional<Step> best,
            Optional<Evaluation> parent,
            EvolutionListener listener) {
        Optional<Evaluation> recalled = memory.recall(run.task(), run.problem(), run.hardware(), candidate.hash());
        listener.onPhase("evaluating");
        Evaluation evaluation = recalled.orElseGet(() -> evaluator.evaluate(
                candidate,
                best.flatMap(step -> step.evaluation().deviceTime())
                        .map(time -> OptionalDouble.of(time.medianNanos()))
                        .orElse(OptionalDouble.empty())));
        Optional<Confirmation> confirmation = confirm(candidate, evaluation, best, listener);
        boolean refuted = confirmation
                .filter(outcome -> outcome.verdict() == Confirmation.Verdict.REFUTED)
                .isPresent();
        double reward = refuted ? Reward.cost(Status.WRONG_RESULT) : Reward.of(evaluation, parent);
        return new Step(ordinal, candidate, evaluation, recalled.isPresent(), reward, confirmation, Instant.now());
    }

    /** Compares a candidate with the best so far, if it was measured to be faster. */
    private Optional<Confirmation> confirm(
            Candidate candidate, Evaluation evaluation, Optional<Step> best, EvolutionListener listener) {
        if (best.isEmpty() || evaluation.deviceTime().isEmpty()) {
            return Optional.empty();
        }
        double incumbent = best.get().evaluation().deviceTime().orElseThrow().medianNanos();
        double challenger = evaluation.deviceTime().get().medianNanos();
        if (challenger >= incumbent * WORTH_CONFIRMING) {
            return Optional.empty();
        }
        listener.onPhase("confirming");
        return Optional.of(evaluator.confirm(best.get().candidate(), incumbent, candidate));
    }
}
