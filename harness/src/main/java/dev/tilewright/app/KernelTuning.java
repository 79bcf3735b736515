package dev.tilewright.app;

import dev.tilewright.device.DeviceDescription;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import dev.tilewright.evolve.loop.SerialEvaluator;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.Stopping;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.kernels.evaluate.DeviceInspector;
import dev.tilewright.kernels.evaluate.EvaluationSettings;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
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
import dev.tilewright.report.Figures;
import dev.tilewright.report.Findings;
import dev.tilewright.report.KernelSubject;
import dev.tilewright.report.Subject;
import dev.tilewright.task.Problem;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A search for kernels, from its worker to its run folder. Holds the memory open until it is closed, and the inspector until it begins. */
final class KernelTuning implements Tuning {

    private static final Subject SUBJECT = new KernelSubject();

    private final Assembly assembly;
    private final TuningPlan plan;
    private final DeviceChoice.Chosen chosen;
    private final DeviceInspector inspector;
    private final Optional<Ensemble> models;
    private final Destination destination;
    private final RunningSearch search = new RunningSearch();

    KernelTuning(
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

    @Override
    public Run run() {
        return assembly.run();
    }

    @Override
    public Subject subject() {
        return SUBJECT;
    }

    @Override
    public Budget budget() {
        return new Budget(plan.seed(), plan.evaluations(), plan.time());
    }

    @Override
    public Optional<String> notice() {
        return chosen.notice();
    }

    @Override
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        assembly.own().map(List::of).orElseGet(assembly.task()::kernels).stream()
                .filter(kernel -> kernel.kernel().language() == chosen.language())
                .forEach(kernel -> kernel.warnings().forEach(warning -> warnings.add(kernel.path() + ": " + warning)));
        assembly.own().ifPresent(kernel -> {
            plan.spaceFile()
                    .filter(_ ->
                            !UserKernelReader.declaredTunables(kernel.path()).isEmpty())
                    .ifPresent(file ->
                            warnings.add("%s declares tunables too; those of %s count".formatted(kernel.path(), file)));
            plan.strategy()
                    .flatMap(_ ->
                            kernel.kernel().space(problem().sizes()).search().notice())
                    .ifPresent(notice -> warnings.add("%s: %s".formatted(kernel.path(), notice)));
        });
        return warnings;
    }

    @Override
    public Path folder() {
        return destination.folder();
    }

    @Override
    public String resumeCommand() {
        return destination.resumeCommand();
    }

    private Problem problem() {
        return Problem.parse(run().workload().problem());
    }

    @Override
    public Demand demand() {
        return hardware().demand(assembly.task(), problem());
    }

    @Override
    public Result search(TuningListener listener) {
        listener.onPhase("measuring the device's peaks");
        hardware().keepPeaks(chosen.device(), inspector);
        inspector.close();
        hardware().keepFacts(chosen.device().facts());
        DeviceDescription device = chosen.device();
        EvaluationSettings settings =
                EvaluationSettings.defaults(folder()).withPeaks(hardware().ownPeaks());
        dev.tilewright.evolve.loop.Budget ends = ends();
        EvolutionOutcome outcome;
        try (ProcessEvaluator evaluator = new ProcessEvaluator(assembly.task(), problem(), device.id(), settings)) {
            listener.onPhase("starting the referee");
            evaluator.awaitReady();
            outcome = evolve(evaluator, ends, listener);
        }
        Findings findings = FindingsReader.read(assembly.memory(), run(), Optional.of(assembly.task()))
                .endedWith(outcome);
        destination.write(findings, assembly.task().summary());
        return new Result(findings, assembly.own().flatMap(own -> failure(own, findings.steps())));
    }

    @Override
    public List<String> remarks(Findings findings) {
        List<String> remarks = new ArrayList<>();
        findings.best().flatMap(this::specialisation).ifPresent(remarks::add);
        remarks.add("kernel: "
                + folder().resolve("best." + chosen.language().extension())
                + "; launch.json beside it says how to launch it");
        return remarks;
    }

    /** Says which problems of the task a kernel does not solve, and why; empty where it solves all. */
    private Optional<String> specialisation(Step best) {
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

    @Override
    public void stop() {
        search.stop();
    }

    /** Closes the inspector and the memory. */
    @Override
    public void close() {
        inspector.close();
        assembly.memory().close();
    }

    /**
     * Returns when the search ends.
     *
     * @throws UseCaseException if nobody knows what its goal is
     */
    private dev.tilewright.evolve.loop.Budget ends() {
        dev.tilewright.evolve.loop.Budget ends = dev.tilewright.evolve.loop.Budget.of(plan.evaluations(), plan.time());
        Stopping stopping = plan.stops();
        Optional<Goal> goal = stopping.goal().map(Goal::parse);
        if (goal.isPresent()) {
            double nanos = goal.get().nanos(demand());
            ends = ends.or(dev.tilewright.evolve.loop.Budget.goal(
                    KernelMeasurement.fitness(nanos), "%s, which is %s".formatted(goal.get(), Figures.time(nanos))));
        }
        if (stopping.patience().isEmpty()) {
            return ends.or(dev.tilewright.evolve.loop.Budget.unlikely(plan.evaluations()));
        }
        int patience = stopping.patience().getAsInt();
        return patience == Stopping.NEVER ? ends : ends.or(dev.tilewright.evolve.loop.Budget.patience(patience));
    }

    private EvolutionOutcome evolve(
            ProcessEvaluator judge, dev.tilewright.evolve.loop.Budget ends, TuningListener listener) {
        return search.run(
                assembly.evolution(
                        chosen.language(),
                        chosen.device().facts(),
                        new SerialEvaluator(judge),
                        ends,
                        models.map(ModelPool::new),
                        listener),
                listener);
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
