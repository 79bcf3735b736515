package dev.tilewright.cli;

import dev.tilewright.task.Problem;
import dev.tilewright.task.ProblemParser;
import dev.tilewright.task.Task;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The task that a command is about, and the problem. */
final class TaskArgument {

    @Parameters(paramLabel = "TASK", description = "A task's name, as `tasks` lists it, or the path of a task file.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--problem", paramLabel = "M=…,N=…", description = "The sizes. Default: the task's first problem.")
    private @Nullable String problem;

    Task task() {
        return Home.find().tasks().find(name);
    }

    Problem problem(Task task) {
        if (problem != null) {
            return ProblemParser.parse(task, problem);
        }
        if (task.problems().isEmpty()) {
            throw CommandFailure.usage("task %s has no problem; give its sizes with --problem %s=…"
                    .formatted(task.name(), String.join("=…,", task.sizes())));
        }
        return task.problems().getFirst();
    }
}
