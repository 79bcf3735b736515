package dev.tilewright.cli;

import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.report.Findings;
import dev.tilewright.report.Work;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskException;
import java.util.Optional;

/** Reads from memory what a run amounts to. */
final class FindingsReader {

    private FindingsReader() {}

    /** Reads a run; where its task is not among the tasks any more, times are given without rates. */
    static Findings read(Memory memory, Run run) {
        return read(memory, run, task(run));
    }

    static Findings read(Memory memory, Run run, Optional<Task> task) {
        Work work = task.map(known -> Works.of(known, run.problem(), memory, run.hardware()))
                .orElseGet(Work::unknown);
        Findings recorded = Findings.of(run, memory.steps(run.id()), work)
                .withExchanges(memory.conversations().exchanges(run.id()));
        Findings findings = task.flatMap(Task::reference)
                .map(reference -> recorded.heldAgainst(reference.description()))
                .orElse(recorded);
        return findings.best()
                .flatMap(best -> task.flatMap(
                        known -> Descriptions.of(best.candidate(), known, run.problem(), memory, run.hardware())))
                .map(findings::describedAs)
                .orElse(findings);
    }

    private static Optional<Task> task(Run run) {
        try {
            return Optional.of(Home.find().tasks().find(run.task()))
                    .filter(task -> run.problem().sizes().keySet().containsAll(task.sizes()));
        } catch (TaskException gone) {
            return Optional.empty();
        }
    }
}
