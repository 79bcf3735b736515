package dev.tilewright.bench;

import dev.tilewright.bench.Baseline.Entry;
import dev.tilewright.bench.Baseline.Machine;
import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Candidate.Lineage;
import dev.tilewright.candidate.Candidate.Origin;
import dev.tilewright.device.Device;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.kernel.Language;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.memory.Memory;
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
    public Subject of(BenchCase benchCase, Device device, Language language) {
        Machine machine = new Machine(device.hardware(), device.facts().computeUnits());
        Optional<Entry> entry = baseline.map(known -> known.cases().get(benchCase.name()))
                .map(known -> checked(benchCase, machine, known));
        CandidateFactory factory = new CandidateFactory(
                benchCase.task(), benchCase.problem(), language, device.facts(), kernels(benchCase));
        Candidate candidate;
        try {
            candidate = candidate(benchCase, device, factory, entry);
        } catch (IllegalTransformationException | IllegalArgumentException e) {
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

    private Candidate candidate(BenchCase benchCase, Device device, CandidateFactory factory, Optional<Entry> entry)
            throws IllegalTransformationException {
        return switch (benchCase.kernel()) {
            case KernelChoice.Naive _ ->
                factory.naive()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "its task has a reference in place of an expression, so there is no naive kernel"));
            case KernelChoice.Scheduled(List<String> steps) ->
                factory.candidate(new Origin.Scheduled(steps), Lineage.seed("the suite's schedule"));
            case KernelChoice.Own(UserKernel kernel, Optional<Configuration> configuration) ->
                own(factory, kernel, configuration);
            case KernelChoice.Exported(var file, List<Candidate> candidates) ->
                today(
                        factory,
                        candidates.stream()
                                .filter(known -> known.program().kernel().language() == factory.language())
                                .findFirst()
                                .orElseThrow(() -> new IllegalArgumentException("%s has none in %s"
                                        .formatted(file, factory.language().id()))));
            case KernelChoice.Best _ ->
                today(
                        factory,
                        memory.flatMap(known ->
                                        known.best(benchCase.task().name(), benchCase.problem(), device.hardware()))
                                .map(Memory.Best::candidate)
                                .or(() -> entry.map(Entry::candidate))
                                .orElseThrow(() -> unknown(benchCase, device)));
        };
    }

    private static Candidate own(CandidateFactory factory, UserKernel kernel, Optional<Configuration> configuration)
            throws IllegalTransformationException {
        if (factory.kernels().isEmpty()) {
            throw new IllegalArgumentException("%s is written in %s, but the device runs %s"
                    .formatted(
                            kernel.path(),
                            kernel.kernel().language().id(),
                            factory.language().id()));
        }
        return configuration.isEmpty()
                ? factory.seed(kernel)
                : factory.candidate(
                        new Origin.Tuned(CandidateFactory.name(kernel), configuration.get()),
                        Lineage.seed(CandidateFactory.name(kernel)));
    }

    /** Makes a candidate anew from what it was made from; one of a kernel's file that the task does not name stays as it was kept. */
    private static Candidate today(CandidateFactory factory, Candidate kept) throws IllegalTransformationException {
        if (kept.origin() instanceof Origin.Tuned(String kernel, Configuration _)
                && factory.kernels().stream()
                        .noneMatch(known -> CandidateFactory.name(known).equals(kernel))) {
            return kept;
        }
        return factory.candidate(kept.origin(), kept.lineage());
    }

    private static KernelNotFoundException unknown(BenchCase benchCase, Device device) {
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
