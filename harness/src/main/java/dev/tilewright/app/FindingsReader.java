package dev.tilewright.app;

import dev.tilewright.cost.CostDescription;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Insight;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.kernels.genome.UnmakeableException;
import dev.tilewright.report.Demand;
import dev.tilewright.report.Findings;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Reference;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskException;
import dev.tilewright.task.Tolerance;
import java.util.List;
import java.util.Optional;

/**
 * Reads from memory what a run amounts to.
 *
 * @param home where tasks are found
 */
public record FindingsReader(Home home) {

    /** Reads a run. Where its task is no longer among the tasks, times are given without rates. */
    public Findings read(OpenMemory memory, Run run) {
        return read(memory, run, task(run));
    }

    static Findings read(OpenMemory memory, Run run, Optional<Task> task) {
        KnownHardware hardware = new KnownHardware(memory.memory(), run.hardware());
        Demand demand = task.map(known ->
                        hardware.demand(known, Problem.parse(run.workload().problem())))
                .orElseGet(Demand::unknown);
        Findings recorded = Findings.of(run, memory.memory().steps(run.id()), demand)
                .withExchanges(memory.conversations().exchanges(run.id()));
        Findings held =
                task.flatMap(FindingsReader::against).map(recorded::heldAgainst).orElse(recorded);
        Findings findings = insight(memory, run).map(held::believing).orElse(held);
        return findings.best()
                .flatMap(best -> task.flatMap(known -> description(best, known, hardware)))
                .map(findings::describedAs)
                .orElse(findings);
    }

    /** Reads what a search believed; empty where it has not ended, or another version wrote it otherwise. */
    private static Optional<Insight> insight(OpenMemory memory, Run run) {
        try {
            return memory.memory().insight(run.id()).map(Insight::of);
        } catch (IllegalArgumentException otherVersion) {
            return Optional.empty();
        }
    }

    /** Derives what the best costs; empty where it has no schedule that is legal today, or the device's facts are not known. */
    private static Optional<CostDescription> description(Step best, Task task, KnownHardware hardware) {
        return hardware.facts().flatMap(facts -> {
            KernelGenome kept = KernelGenome.of(best.candidate());
            KernelTarget target = new KernelTarget(
                    task, kept.problem(), kept.program().kernel().language(), facts);
            try {
                return kept.remade(new GenomeFactory(target, List.of())).cost();
            } catch (UnmakeableException otherVersion) {
                return Optional.empty();
            }
        });
    }

    private Optional<Task> task(Run run) {
        try {
            return Optional.of(home.tasks().find(run.task()))
                    .filter(task -> Problem.parse(run.workload().problem())
                            .sizes()
                            .keySet()
                            .containsAll(task.sizes()));
        } catch (TaskException gone) {
            return Optional.empty();
        }
    }

    /** Says what results were held against, where that is not the task's expression by the error model. */
    private static Optional<String> against(Task task) {
        Optional<String> reference = task.reference().map(Reference::description);
        Tolerance tolerance = task.tolerance();
        return tolerance.loosens()
                ? Optional.of("%s, to a relative error of %s: %s"
                        .formatted(
                                reference.orElse("the task's expression"),
                                tolerance.relative().orElseThrow(),
                                tolerance.reason()))
                : reference;
    }
}
