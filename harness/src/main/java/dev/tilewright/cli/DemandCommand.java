package dev.tilewright.cli;

import dev.tilewright.app.Home;
import dev.tilewright.report.Demand;
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
final class DemandCommand extends Subcommand {

    /** What libraries in single precision keep on every task, relative to the magnitude of the output. */
    private static final double LIBRARIES = 1e-3;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TaskArgument argument;

    @Override
    public Integer call() {
        Task task = argument.choice().task(Home.find());
        Problem problem = argument.choice().problem(task);
        Demand demand = Demand.of(task, problem);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("task", task.name());
        json.put("problem", problem.sizes());
        json.put("operations", (long) demand.operations());
        json.put("bytes", (long) demand.bytes());
        json.put("bound", demand.boundByArithmetic() ? "arithmetic" : "memory");
        json.put("tolerance", task.tolerance().relative().orElse(LIBRARIES));
        json.put("tilewright", Home.version());
        Json.print(out(), json);
        return ExitCode.DONE;
    }
}
