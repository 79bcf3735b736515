package dev.tilewright.cli;

import dev.tilewright.report.Work;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Counts what a problem of a task demands, for scripts that turn times into rates. */
@Command(
        name = "work",
        hidden = true,
        description = "Count a problem's operations and compulsory bytes, and print them as JSON.")
final class WorkCommand extends Subcommand {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TaskArgument argument;

    @Override
    public Integer call() {
        Task task = argument.task();
        Problem problem = argument.problem(task);
        Work work = Works.of(task, problem);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("task", task.name());
        json.put("problem", problem.sizes());
        json.put("operations", (long) work.operations());
        json.put("bytes", (long) work.bytes());
        json.put("bound", work.boundByArithmetic() ? "arithmetic" : "memory");
        json.put("tolerance", task.tolerance().relative());
        json.put("tilewright", Home.version());
        Json.print(out(), json);
        return ExitCode.DONE;
    }
}
