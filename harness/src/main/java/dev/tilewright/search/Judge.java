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
     * @param ranking what it is compared with
     * @param parent what became of the candidate's parent
     * @throws IllegalStateException if the run has another candidate in its place
     */
    Step judge(
            int ordinal,
            Candidate candidate,
            Ranking ranking,
            Optional<Evaluation> parent,
            EvolutionListener listener) {
        return remembers(ordinal)
                ? repeated(ordinal, candidate)
                : judged(ordinal, candidate, ranking, parent, listener);
    }

    private Step repeated(int ordinal, Candidate candidate) {
        Step step = past.get(ordinal).asCommitted();
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
            Ranking ranking,
            Optional<Evaluation> parent,
            EvolutionListener listener) {
        Optional<Evaluation> recalled = memory.recall(run.task(), run.problem(), run.hardware(), candidate.hash());
        listener.onPhase("evaluating");
        Evaluation evaluation = recalled.orElseGet(() -> evaluator.evaluate(
                candidate,
                ranking.fastest()
                        .map(step -> OptionalDouble.of(Ranking.nanos(step)))
                        .orElse(OptionalDouble.empty())));
        Optional<Confirmation> confirmation = evaluation
                .deviceTime()
                .filter(time -> ranking.comesAtOnce(candidate, time.medianNanos()))
                .map(time -> confirm(ranking.best().orElseThrow(), candidate, listener));
        boolean refuted = confirmation
                .filter(outcome -> outcome.verdict() == Confirmation.Verdict.REFUTED)
                .isPresent();
        double reward = refuted ? Reward.cost(Status.WRONG_RESULT) : Reward.of(evaluation, parent);
        return new Step(ordinal, candidate, evaluation, recalled.isPresent(), reward, confirmation, Instant.now());
    }

    /** Compares a candidate with the best so far. */
    private Confirmation confirm(Step best, Candidate candidate, EvolutionListener listener) {
        listener.onPhase("confirming");
        return evaluator.confirm(best.candidate(), Ranking.nanos(best), candidate);
    }

    /** Tells whether memory has a confirmation of {@code contender} that was made by the time the run had {@code steps} steps. */
    boolean settled(Step contender, int steps) {
        return remembers(contender.ordinal())
                && past.get(contender.ordinal()).confirmation().isPresent()
                && past.get(contender.ordinal()).confirmedAfter() < steps;
    }

    /**
     * Compares a contender with the best, or takes from memory what came of it.
     *
     * @param steps how many steps the run has
     * @return the contender's step with its confirmation
     */
    Step settle(Step contender, Step best, int steps, EvolutionListener listener) {
        if (settled(contender, steps)) {
            return past.get(contender.ordinal());
        }
        Step step = contender.confirmed(confirm(best, contender.candidate(), listener), steps - 1);
        memory.confirm(run.id(), step);
        return step;
    }
}
