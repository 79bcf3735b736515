package dev.tilewright.app;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Status;
import dev.tilewright.device.Device;
import dev.tilewright.evaluate.EvaluationSettings;
import dev.tilewright.evaluate.Evaluator;
import dev.tilewright.evaluate.ProcessEvaluator;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.llm.model.Budget;
import dev.tilewright.llm.model.Ensemble;
import dev.tilewright.llm.model.Keys;
import dev.tilewright.llm.model.ModelPool;
import dev.tilewright.memory.Exchange;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.memory.Step;
import dev.tilewright.report.Demand;
import dev.tilewright.report.Findings;
import dev.tilewright.report.RunFolder;
import dev.tilewright.search.Evolution;
import dev.tilewright.search.EvolutionPlan;
import dev.tilewright.search.LlmPlan;
import dev.tilewright.task.Task;
import dev.tilewright.task.UserKernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One search of a run, from its worker to its run folder. Holds the memory open until it is closed. */
public final class Tuning implements AutoCloseable {

    private final EvolutionPlan plan;
    private final Run run;
    private final Subject subject;
    private final Memory memory;
    private final Optional<Ensemble> models;
    private final Destination destination;
    private volatile boolean stopped;
    private volatile Optional<Evolution> evolution = Optional.empty();

    /**
     * What is tuned, and where.
     *
     * @param task the task
     * @param own the one kernel to tune; empty to evolve the task's own
     * @param chosen the device
     */
    record Subject(Task task, Optional<UserKernel> own, DeviceChoice.Chosen chosen) {}

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
     * @param kernelFailure how the first configuration of the kernel that was given ended, where none of its configurations was right
     */
    public record Result(Findings findings, Optional<KernelFailure> kernelFailure) {

        /** Tells whether there is what was asked for: a kernel that is right and, where one was given, of that kernel. */
        public boolean successful() {
            return findings.best().isPresent() && kernelFailure.isEmpty();
        }
    }

    /** How the first configuration of a kernel that was given failed. */
    public record KernelFailure(Path kernel, Evaluation first) {}

    Tuning(EvolutionPlan plan, Run run, Subject subject, Memory memory, Optional<Keys> keys, Destination destination) {
        this.plan = plan;
        this.run = run;
        this.subject = subject;
        this.memory = memory;
        this.destination = destination;
        models = plan.llm()
                .map(LlmPlan::models)
                .map(known -> new Ensemble(known, keys.orElseThrow(), new Budget(known.allowance(), spent())));
    }

    /** Returns the run that is searched. */
    public Run run() {
        return run;
    }

    /** Returns what shapes the search. */
    public EvolutionPlan plan() {
        return plan;
    }

    /** Returns the device, with what the caller should know about it. */
    public DeviceChoice.Chosen device() {
        return subject.chosen();
    }

    /** Returns the run folder. */
    public Path folder() {
        return destination.folder();
    }

    /** Returns the command that goes on with the run. */
    public String resumeCommand() {
        return destination.resumeCommand();
    }

    /** Returns what the problem demands, with the device's peaks if memory has them. */
    public Demand demand() {
        return hardware().demand(subject.task(), run.problem());
    }

    /**
     * Searches until the budget is spent or {@link #stop} is called, and writes the run folder.
     *
     * @param listener is told how it goes, on this thread
     * @throws UseCaseException if the run folder cannot be written; the run is in memory then
     */
    public Result search(TuningListener listener) {
        listener.onPhase("measuring the device's peaks");
        Device device = subject.chosen().device();
        hardware().keepPeaks(device, subject.chosen().language());
        hardware().keepFacts(device.facts());
        try (ProcessEvaluator evaluator = new ProcessEvaluator(
                subject.task(), run.problem(), device.id(), EvaluationSettings.defaults(folder()))) {
            listener.onPhase("starting the worker");
            evaluator.awaitReady();
            evolve(evaluator, listener);
        }
        Findings findings = FindingsReader.read(memory, run, Optional.of(subject.task()));
        try {
            RunFolder.write(folder(), findings, subject.task().summary());
        } catch (IOException e) {
            throw new UseCaseException(
                    Blame.REQUEST,
                    "the run folder %s cannot be written: %s. The run is in memory; write its folder with: %s"
                            .formatted(folder(), e.getMessage(), resumeCommand()),
                    e);
        }
        return new Result(findings, subject.own().flatMap(own -> failure(own, findings.steps())));
    }

    /** Asks the search to stop once the evaluation in progress is committed. May be called by any thread. */
    public void stop() {
        stopped = true;
        evolution.ifPresent(Evolution::stop);
    }

    /** Closes the memory. */
    @Override
    public void close() {
        memory.close();
    }

    private void evolve(Evaluator evaluator, TuningListener listener) {
        CandidateFactory factory = new CandidateFactory(
                subject.task(),
                run.problem(),
                subject.chosen().language(),
                subject.chosen().device().facts(),
                subject.own().map(List::of).orElse(subject.task().kernels()));
        Evolution search = new Evolution(plan, run, factory, evaluator, memory, models.map(ModelPool::new));
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
        return new KnownHardware(memory, run.hardware());
    }

    /** What the run has spent of its budget for language models so far. */
    private Budget.Spent spent() {
        return memory.conversations().exchanges(run.id()).stream()
                .map(Exchange::came)
                .map(came -> new Budget.Spent(came.requests(), came.tokens(), came.money()))
                .reduce(Budget.Spent.NOTHING, Budget.Spent::plus);
    }

    /**
     * Returns how the first configuration of the kernel that was given ended, if it was tried and none was right: the naive kernel is
     * right in any case, and would hide that.
     */
    private static Optional<KernelFailure> failure(UserKernel own, List<Step> steps) {
        List<Evaluation> tried = steps.stream()
                .filter(step -> step.candidate().origin() instanceof Candidate.Origin.Tuned)
                .map(Step::evaluation)
                .toList();
        return tried.stream().anyMatch(evaluation -> evaluation.status() == Status.OK)
                ? Optional.empty()
                : tried.stream().findFirst().map(first -> new KernelFailure(own.path(), first));
    }
}
