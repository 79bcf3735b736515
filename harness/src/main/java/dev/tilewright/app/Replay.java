package dev.tilewright.app;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Budget;
import dev.tilewright.evolve.loop.Evaluator;
import dev.tilewright.evolve.loop.Evolution;
import dev.tilewright.evolve.loop.EvolutionListener;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.llm.dialogue.Dialogue;
import dev.tilewright.llm.record.Exchange;
import dev.tilewright.task.Task;
import dev.tilewright.task.UserKernel;
import java.util.List;
import java.util.Optional;

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
    public Repeated of(OpenMemory memory, Run run) {
        List<Step> steps = memory.memory().steps(run.id());
        if (steps.isEmpty()) {
            throw UseCaseException.request("run %s has no step to repeat".formatted(run.id()));
        }
        Count count = new Count();
        try {
            evolution(memory, run, steps.getFirst(), count).run(count);
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

    private Evolution evolution(OpenMemory memory, Run run, Step first, Count count) {
        TuningPlan plan = TuningPlan.of(run);
        Task task = home.tasks().find(plan.task());
        Optional<UserKernel> own = plan.kernelFile().map(file -> Tune.own(file, plan.spaceFile(), task, false));
        Assembly assembly = new Assembly(run, home.tasks(), task, own, memory);
        assembly.requireRepeatable();
        DeviceFacts facts = new KnownHardware(memory.memory(), run.hardware())
                .facts()
                .orElseThrow(() -> UseCaseException.request(
                        "memory has no facts of the device, so it cannot be replayed: run " + run.id()));
        Language language =
                KernelGenome.of(first.candidate()).program().kernel().language();
        return assembly.evolution(language, facts, new RecordOnly(), Budget.record(), Optional.empty(), count);
    }

    /** Counts what is repeated. */
    private static final class Count implements EvolutionListener, Dialogue.Listener {
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

    /** Evaluates nothing. What was under way when the run ended is accepted, and never comes back. */
    private static final class RecordOnly implements Evaluator {

        @Override
        public int capacity() {
            return Integer.MAX_VALUE;
        }

        @Override
        public void submit(Job job) {
            // The record ends before its result.
        }

        @Override
        public Result take() {
            throw new IllegalStateException("the record ends before a candidate that the search wants evaluated");
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
