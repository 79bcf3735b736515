package dev.tilewright.app;

import dev.tilewright.cost.CostDescription;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.memory.Step;
import dev.tilewright.report.Demand;
import dev.tilewright.report.Findings;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskException;
import java.util.List;
import java.util.Optional;

/**
 * Reads from memory what a run amounts to.
 *
 * @param home where tasks are found
 */
public record FindingsReader(Home home) {

    /** Reads a run. Where its task is no longer among the tasks, times are given without rates. */
    public Findings read(Memory memory, Run run) {
        return read(memory, run, task(run));
    }

    static Findings read(Memory memory, Run run, Optional<Task> task) {
        KnownHardware hardware = new KnownHardware(memory, run.hardware());
        Demand demand = task.map(known -> hardware.demand(known, run.problem())).orElseGet(Demand::unknown);
        Findings findings = Findings.of(run, memory.steps(run.id()), demand)
                .withExchanges(memory.conversations().exchanges(run.id()));
        return findings.best()
                .flatMap(best -> task.flatMap(known -> description(best, run, known, hardware)))
                .map(findings::describedAs)
                .orElse(findings);
    }

    /** Derives what the best costs; empty where it has no schedule that is legal today, or the device's facts are not known. */
    private static Optional<CostDescription> description(Step best, Run run, Task task, KnownHardware hardware) {
        return hardware.facts()
                .flatMap(facts -> new CandidateFactory(
                                task,
                                run.problem(),
                                best.candidate().program().kernel().language(),
                                facts,
                                List.of())
                        .describe(best.candidate()));
    }

    private Optional<Task> task(Run run) {
        try {
            return Optional.of(home.tasks().find(run.task()))
                    .filter(task -> run.problem().sizes().keySet().containsAll(task.sizes()));
        } catch (TaskException gone) {
            return Optional.empty();
        }
    }
}
