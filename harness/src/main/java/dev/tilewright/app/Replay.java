package dev.tilewright.app;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evaluate.Evaluator;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.kernel.Language;
import dev.tilewright.memory.Exchange;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.memory.Step;
import dev.tilewright.search.Evolution;
import dev.tilewright.search.EvolutionListener;
import dev.tilewright.search.EvolutionPlan;
import dev.tilewright.task.Task;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Repeats a run from memory alone, with no device and no network, and tells whether every prompt and every candidate comes out as it did.
 *
 * @param home where tasks are found
 */
public record Replay(Home home) {

    /**
     * What was repeated.
     *
     * @param steps how many steps, which is all of them
     * @param answers how many answers of language models, which is all of them
     */
    public record Repeated(int steps, int answers) {}

    /**
     * Repeats a run.
     *
     * @throws UseCaseException if memory has too little of it, or if this version of Tilewright decides otherwise than the one that made it
     */
    public Repeated of(Memory memory, Run run) {
        List<Step> steps = memory.steps(run.id());
        if (steps.isEmpty()) {
            throw UseCaseException.request("run %s has no step to repeat".formatted(run.id()));
        }
        Count count = new Count();
        try {
            evolution(memory, run, steps.getFirst()).repeat(count);
        } catch (IllegalStateException e) {
            throw new UseCaseException(
                    Blame.DEFECT,
                    "after %d steps and %d answers: %s".formatted(count.steps, count.answers, e.getMessage()),
                    e);
        }
        long answers = memory.conversations().exchanges(run.id()).stream()
                .filter(exchange -> exchange.taken().isPresent())
                .count();
        if (count.steps != steps.size() || count.answers != answers) {
            throw new UseCaseException(
                    Blame.DEFECT,
                    "%d of %d steps and %d of %d answers were repeated from memory; then the search ended"
                            .formatted(count.steps, steps.size(), count.answers, answers));
        }
        return new Repeated(count.steps, count.answers);
    }

    private Evolution evolution(Memory memory, Run run, Step first) {
        EvolutionPlan kept = EvolutionPlan.of(run);
        Task task = home.tasks().find(kept.task());
        Optional<UserKernel> own = kept.kernel().map(file -> UserKernelReader.read(file, task));
        DeviceFacts facts = new KnownHardware(memory, run.hardware())
                .facts()
                .orElseThrow(() -> UseCaseException.request(
                        "memory has no facts of the device, so it cannot be replayed: run " + run.id()));
        Language language = first.candidate().program().kernel().language();
        CandidateFactory factory = new CandidateFactory(
                task, run.problem(), language, facts, own.map(List::of).orElse(task.kernels()));
        EvolutionPlan plan = kept.within(Integer.MAX_VALUE, Optional.empty());
        return new Evolution(plan, run, factory, new RecordOnly(), memory);
    }

    /** Counts what is repeated. */
    private static final class Count implements EvolutionListener {
        private int steps;
        private int answers;

        @Override
        public void onExchange(Exchange exchange, boolean replayed) {
            answers++;
        }

        @Override
        public void onStep(Progress progress) {
            steps++;
        }
    }

    /** Evaluates nothing: what the record lacks cannot be repeated. */
    private static final class RecordOnly implements Evaluator {
        @Override
        public Evaluation evaluate(Candidate candidate, OptionalDouble incumbentNanos) {
            throw new IllegalStateException("the record ends before the candidate \"%s\""
                    .formatted(candidate.lineage().change()));
        }

        @Override
        public Confirmation confirm(Candidate incumbent, double incumbentNanos, Candidate challenger) {
            throw new IllegalStateException("the record lacks a confirmation");
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
