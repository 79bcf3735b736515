package dev.tilewright.app;

import dev.tilewright.device.DeviceDescription;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Budget;
import dev.tilewright.evolve.loop.Evolution;
import dev.tilewright.evolve.loop.SerialEvaluator;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.kernels.evaluate.DeviceInspector;
import dev.tilewright.kernels.evaluate.EvaluationSettings;
import dev.tilewright.kernels.evaluate.ProcessEvaluator;
import dev.tilewright.kernels.genome.Coverage;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.kernels.genome.UnmakeableException;
import dev.tilewright.llm.model.Ensemble;
import dev.tilewright.llm.model.Keys;
import dev.tilewright.llm.model.ModelPool;
import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.record.Exchange;
import dev.tilewright.report.Demand;
import dev.tilewright.report.Findings;
import dev.tilewright.report.RunFolder;
import dev.tilewright.task.Problem;
import dev.tilewright.task.UserKernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One search of a run, from its worker to its run folder. Holds the memory open until it is closed, and the inspector until it begins. */
public final class Tuning implements AutoCloseable {

    private final Assembly assembly;
    private final TuningPlan plan;
    private final DeviceChoice.Chosen chosen;
    private final DeviceInspector inspector;
    private final Optional<Ensemble> models;
    private final Destination destination;
    private volatile boolean stopped;
    private volatile Optional<Evolution> evolution = Optional.empty();

    /**
     * Where a run is left.
     *
     * @param folder its folder
     * @param resumeCommand the command that goes on with it
     */
    record Destination(Path folder, String resumeCommand) {}

    /**
     * What came of a search.
     *
     * @param findings what the run amounts to
     * @param kernelFailure how the kernel that was given failed, where none of its configurations was right
     */
    public record Result(Findings findings, Optional<KernelFailure> kernelFailure) {

        /** Tells whether there is what was asked for: a kernel that is right and, where one was given, of that kernel. */
        public boolean successful() {
            return findings.best().isPresent() && kernelFailure.isEmpty();
        }

        /** Tells whether the harness failed whenever it had to decide about what was asked for, so that nothing is known of it. */
        public boolean undecided() {
            return findings.undecided()
                    || kernelFailure
                            .filter(failure -> failure.first().isUndecided())
                            .isPresent();
        }
    }

    /**
     * How a kernel that was given failed.
     *
     * @param tried how many of its configurations were tried; none was right
     * @param first how the first ended of which anything is known; undecided where nothing is known of any
     */
    public record KernelFailure(Path kernel, int tried, Evaluation first) {}

    Tuning(
            Assembly assembly,
            TuningPlan plan,
            DeviceChoice.Chosen chosen,
            DeviceInspector inspector,
            Optional<Models> models,
            Optional<Keys> keys,
            Destination destination) {
        this.assembly = assembly;
        this.plan = plan;
        this.chosen = chosen;
        this.inspector = inspector;
        this.destination = destination;
        this.models = models.map(known -> new Ensemble(
                known, keys.orElseThrow(), new dev.tilewright.llm.model.Budget(known.allowance(), spent())));
    }

    /** Returns the run that is searched. */
    public Run run() {
        return assembly.run();
    }

    /** Returns what shapes the search. */
    public TuningPlan plan() {
        return plan;
    }

    /** Returns the device, with what the caller should know about it. */
    public DeviceChoice.Chosen device() {
        return chosen;
    }

    /** Returns what the user should know about kernels of their own, one sentence each. */
    public List<String> warnings() {
        return assembly.own().map(List::of).orElseGet(assembly.task()::kernels).stream()
                .filter(kernel -> kernel.kernel().language() == chosen.language())
                .flatMap(kernel -> kernel.warnings().stream().map(warning -> kernel.path() + ": " + warning))
                .toList();
    }

    /** Returns the run folder. */
    public Path folder() {
        return destination.folder();
    }

    /** Returns the command that goes on with the run. */
    public String resumeCommand() {
        return destination.resumeCommand();
    }

    private Problem problem() {
        return Problem.parse(run().workload().problem());
    }

    /** Returns what the problem demands, with the device's peaks if memory has them. */
    public Demand demand() {
        return hardware().demand(assembly.task(), problem());
    }

    /**
     * Searches until the budget is spent or {@link #stop} is called, and writes the run folder.
     *
     * @param listener is told how it goes, on this thread
     * @throws UseCaseException if the run folder cannot be written; the run is in memory then
     */
    public Result search(TuningListener listener) {
        listener.onPhase("measuring the device's peaks");
        hardware().keepPeaks(chosen.device(), inspector);
        inspector.close();
        hardware().keepFacts(chosen.device().facts());
        DeviceDescription device = chosen.device();
        EvaluationSettings settings =
                EvaluationSettings.defaults(folder()).withPeaks(hardware().ownPeaks());
        try (ProcessEvaluator evaluator = new ProcessEvaluator(assembly.task(), problem(), device.id(), settings)) {
            listener.onPhase("starting the referee");
            evaluator.awaitReady();
            evolve(evaluator, listener);
        }
        Findings findings = FindingsReader.read(assembly.memory(), run(), Optional.of(assembly.task()));
        try {
            RunFolder.write(folder(), findings, assembly.task().summary());
        } catch (IOException e) {
            throw new UseCaseException(
                    Blame.REQUEST,
                    "the run folder %s cannot be written: %s. The run is in memory; write its folder with: %s"
                            .formatted(folder(), e.getMessage(), resumeCommand()),
                    e);
        }
        return new Result(findings, assembly.own().flatMap(own -> failure(own, findings.steps())));
    }

    /** Says which problems of the task a kernel does not solve, and why; empty where it solves all. */
    public Optional<String> specialisation(Step best) {
        KernelGenome kept = KernelGenome.of(best.candidate());
        GenomeFactory factory = new GenomeFactory(
                new KernelTarget(
                        assembly.task(),
                        problem(),
                        chosen.language(),
                        chosen.device().facts()),
                assembly.own().map(List::of).orElseGet(assembly.task()::kernels));
        KernelGenome genome;
        try {
            genome = kept.remade(factory);
        } catch (UnmakeableException otherVersion) {
            genome = kept;
        }
        return Coverage.of(genome, assembly.task()).specialisation();
    }

    /** Asks the search to stop once the evaluation in progress is committed. May be called by any thread. */
    public void stop() {
        stopped = true;
        evolution.ifPresent(Evolution::stop);
    }

    /** Closes the inspector and the memory. */
    @Override
    public void close() {
        inspector.close();
        assembly.memory().close();
    }

    private void evolve(ProcessEvaluator judge, TuningListener listener) {
        Evolution search = assembly.evolution(
                chosen.language(),
                chosen.device().facts(),
                new SerialEvaluator(judge),
                Budget.of(plan.evaluations(), plan.time()),
                models.map(ModelPool::new),
                listener);
        evolution = Optional.of(search);
        if (stopped) {
            search.stop();
        }
        listener.onBegin();
        try {
            listener.onOutcome(search.run(listener));
        } finally {
            listener.onEnd();
        }
    }

    private KnownHardware hardware() {
        return new KnownHardware(assembly.memory().memory(), run().hardware());
    }

    /** What the run has spent of its budget for language models so far. */
    private dev.tilewright.llm.model.Budget.Spent spent() {
        return assembly.memory().conversations().exchanges(run().id()).stream()
                .map(Exchange::came)
                .map(came -> new dev.tilewright.llm.model.Budget.Spent(came.requests(), came.tokens(), came.money()))
                .reduce(dev.tilewright.llm.model.Budget.Spent.NOTHING, dev.tilewright.llm.model.Budget.Spent::plus);
    }

    /**
     * Returns how the kernel that was given failed, if it was tried and no configuration was right: the naive kernel is right in any
     * case, and would hide that.
     */
    private static Optional<KernelFailure> failure(UserKernel own, List<Step> steps) {
        List<Evaluation> tried = steps.stream()
                .filter(step -> KernelGenome.of(step.candidate()).kernelName().isPresent())
                .map(Step::standing)
                .toList();
        return tried.stream().anyMatch(Evaluation::ok)
                ? Optional.empty()
                : tried.stream()
                        .filter(outcome -> !outcome.isUndecided())
                        .findFirst()
                        .or(() -> tried.stream().findFirst())
                        .map(first -> new KernelFailure(own.path(), tried.size(), first));
    }
}
