package dev.tilewright.bench;

import dev.tilewright.bench.Baseline.Entry;
import dev.tilewright.bench.Baseline.Machine;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.kernels.genome.UnmakeableException;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.UserKernel;
import java.util.List;
import java.util.Optional;

/**
 * Finds the kernel of each case, and its counterpart in the baseline.
 *
 * <p>A schedule is applied by today's code, whoever kept it: that its kernel is emitted in another way, and slower, is what a run
 * shall find out.
 */
public final class Subjects {

    private final Optional<Baseline> baseline;
    private final Optional<Memory> memory;

    /**
     * @param baseline what is compared with
     * @param memory what knows the best kernels; empty where there is none
     */
    public Subjects(Optional<Baseline> baseline, Optional<Memory> memory) {
        this.baseline = baseline;
        this.memory = memory;
    }

    /**
     * Returns a case with its kernel.
     *
     * @param device where it is measured
     * @param language the language of the device's kernels
     * @throws BaselineException if the baseline's case is of another machine, task or problem
     * @throws KernelNotFoundException if there is no kernel for it
     */
    public Subject of(BenchCase benchCase, DeviceDescription device, Language language) {
        Machine machine = new Machine(device.hardware(), device.facts().computeUnits());
        Optional<Entry> entry = baseline.map(known -> known.cases().get(benchCase.name()))
                .map(known -> checked(benchCase, machine, known));
        GenomeFactory factory = new GenomeFactory(
                new KernelTarget(benchCase.task(), benchCase.problem(), language, device.facts()), kernels(benchCase));
        Candidate candidate;
        try {
            candidate = candidate(benchCase, device, factory, entry);
        } catch (UnmakeableException | IllegalTransformationException | IllegalArgumentException e) {
            throw new KernelNotFoundException(
                    "case %s has no kernel on %s: %s".formatted(benchCase.name(), device.id(), e.getMessage()), e);
        }
        return new Subject(benchCase, device.id(), machine, candidate, entry);
    }

    private static Entry checked(BenchCase benchCase, Machine machine, Entry entry) {
        if (!entry.task().equals(benchCase.task().name()) || !entry.problem().equals(benchCase.problem())) {
            throw new BaselineException(
                    "case %s is %s with %s in the suite and %s with %s in the baseline; give it another name, or save another baseline"
                            .formatted(
                                    benchCase.name(),
                                    benchCase.task().name(),
                                    benchCase.problem(),
                                    entry.task(),
                                    entry.problem()));
        }
        if (!entry.machine().isLike(machine)) {
            throw new BaselineException(
                    "case %s was measured on %s in the baseline, and this is %s: such times cannot be compared; name the device with --device, or save a baseline here with --save-baseline"
                            .formatted(benchCase.name(), entry.machine(), machine));
        }
        return entry;
    }

    private static List<UserKernel> kernels(BenchCase benchCase) {
        return benchCase.kernel() instanceof KernelChoice.Own(UserKernel kernel, Optional<Configuration> _)
                ? List.of(kernel)
                : benchCase.task().kernels();
    }

    private Candidate candidate(
            BenchCase benchCase, DeviceDescription device, GenomeFactory factory, Optional<Entry> entry)
            throws IllegalTransformationException, UnmakeableException {
        return switch (benchCase.kernel()) {
            case KernelChoice.Naive _ ->
                seed(
                        factory.naive()
                                .orElseThrow(
                                        () -> new IllegalArgumentException(
                                                "its task has a reference in place of an expression, so there is no naive kernel")),
                        "naive");
            case KernelChoice.Scheduled(List<String> steps) ->
                seed(factory.scheduled(Schedule.parse(steps)), "the suite's schedule");
            case KernelChoice.Own(UserKernel kernel, Optional<Configuration> configuration) ->
                own(factory, kernel, configuration);
            case KernelChoice.Exported(var file, List<Candidate> candidates) ->
                today(
                        factory,
                        candidates.stream()
                                .filter(known ->
                                        language(known) == factory.target().language())
                                .findFirst()
                                .orElseThrow(() -> new IllegalArgumentException("%s has none in %s"
                                        .formatted(
                                                file,
                                                factory.target().language().id()))));
            case KernelChoice.Best _ ->
                today(
                        factory,
                        memory.flatMap(known -> known.best(workload(benchCase), device.hardware()))
                                .filter(Memory.Best::own)
                                .map(best -> best.step().candidate())
                                .or(() -> entry.map(Entry::candidate))
                                .orElseThrow(() -> unknown(benchCase, device)));
        };
    }

    private static Workload workload(BenchCase benchCase) {
        return new Workload(
                benchCase.task().name(),
                benchCase.problem().toString(),
                benchCase.task().content());
    }

    private static Language language(Candidate candidate) {
        return KernelGenome.of(candidate).program().kernel().language();
    }

    private static Candidate seed(KernelGenome genome, String change) {
        return new Candidate(genome, Lineage.seed(change));
    }

    private static Candidate own(GenomeFactory factory, UserKernel kernel, Optional<Configuration> configuration) {
        if (factory.kernels().isEmpty()) {
            throw new IllegalArgumentException("%s is written in %s, but the device runs %s"
                    .formatted(
                            kernel.path(),
                            kernel.kernel().language().id(),
                            factory.target().language().id()));
        }
        return seed(
                configuration.map(values -> factory.tuned(kernel, values)).orElseGet(() -> factory.first(kernel)),
                kernel.fileName());
    }

    /** Makes a candidate anew from what it was made from; one of a kernel's file that the task does not name stays as it was kept. */
    private static Candidate today(GenomeFactory factory, Candidate kept) throws UnmakeableException {
        KernelGenome genome = KernelGenome.of(kept);
        boolean unnamed = genome.kernelName().filter(name -> !factory.has(name)).isPresent();
        return unnamed ? kept : new Candidate(genome.remade(factory), kept.lineage());
    }

    private static KernelNotFoundException unknown(BenchCase benchCase, DeviceDescription device) {
        return new KernelNotFoundException(
                "case %s: memory knows no kernel for %s with %s on %s, and no baseline has one; find one with: tilewright tune %s --device %s --problem %s"
                        .formatted(
                                benchCase.name(),
                                benchCase.task().name(),
                                benchCase.problem(),
                                device.hardware().model(),
                                benchCase.task().name(),
                                device.id(),
                                benchCase.problem()));
    }
}
