package dev.tilewright.cli;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.kernels.evaluate.Evaluator;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernel.Language;
import dev.tilewright.memory.Exchange;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Evolution;
import dev.tilewright.evolve.loop.EvolutionListener;
import dev.tilewright.search.EvolutionPlan;
import dev.tilewright.search.RunPlan;
import dev.tilewright.task.Task;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Repeats a run from memory alone, and says whether every prompt and every candidate came out as it did then. */
@Command(
        name = "replay",
        description = "Repeat a run from memory, with no network and no device, and tell whether every prompt and every"
                + " candidate comes out as it did.")
final class LlmReplayCommand extends Subcommand {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            defaultValue = "latest",
            description = "The id of a run, the path of a run folder, or latest (the default).")
    private String wanted = "latest";

    @Override
    public Integer call() {
        try (Memory store = memory.openExisting()) {
            Run run = RunArgument.find(store, memory.location(), wanted);
            List<Step> steps = store.steps(run.id());
            if (steps.isEmpty()) {
                throw CommandFailure.usage("run %s has no step to repeat".formatted(run.id()));
            }
            Count count = new Count();
            try {
                evolution(store, run, steps.getFirst()).repeat(count);
            } catch (IllegalStateException e) {
                throw new CommandFailure(
                        ExitCode.DEFECT,
                        "after %d steps and %d answers: %s".formatted(count.steps, count.answers, e.getMessage()),
                        e);
            }
            long answers = store.conversations().exchanges(run.id()).stream()
                    .filter(exchange -> exchange.taken().isPresent())
                    .count();
            if (count.steps != steps.size() || count.answers != answers) {
                throw new CommandFailure(
                        ExitCode.DEFECT,
                        "%d of %d steps and %d of %d answers were repeated from memory; then the search ended"
                                .formatted(count.steps, steps.size(), count.answers, answers));
            }
            out().printf(
                            "run %s: %d steps and %d answers repeated from memory, all as they were%n",
                            run.id(), count.steps, count.answers);
            out().flush();
            return ExitCode.DONE;
        }
    }

    private static Evolution evolution(Memory store, Run run, Step first) {
        RunPlan kept = RunPlan.fromJson(run.plan());
        Task task = Home.find().tasks().find(kept.task());
        Optional<UserKernel> own = kept.kernel().map(file -> UserKernelReader.read(file, task));
        DeviceFacts facts = Descriptions.facts(store, run.hardware())
                .orElseThrow(() -> CommandFailure.usage("memory does not know the device of run " + run.id()));
        Language language = first.candidate().program().kernel().language();
        CandidateFactory factory = new CandidateFactory(
                task, run.problem(), language, facts, own.map(List::of).orElse(task.kernels()));
        EvolutionPlan plan = new EvolutionPlan(
                task,
                run.problem(),
                kept.seed(),
                Integer.MAX_VALUE,
                Optional.empty(),
                kept.generators(),
                kept.controller(),
                own);
        return new Evolution(plan, run, factory, new Nothing(), store);
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

    /** Judges nothing: what the record lacks cannot be repeated. */
    private static final class Nothing implements Evaluator {
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
