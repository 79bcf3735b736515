package dev.tilewright.cli;

import dev.tilewright.app.Home;
import dev.tilewright.report.Demand;
import dev.tilewright.report.Figures;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.task.TaskException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the tasks. */
@Command(name = "tasks", description = "List tasks with their problems, operation counts and arithmetic intensity.")
final class TasksCommand extends Subcommand {

    @Option(names = "--format", paramLabel = "text|json", description = "How to print. Default: text.")
    private OutputFormat format = OutputFormat.TEXT;

    /** A task file with a mistake does not hide the others: it is named after them, and the exit code says so. */
    @Override
    public Integer call() {
        TaskCatalogue catalogue = Home.find().tasks();
        List<Task> tasks = new ArrayList<>();
        List<TaskException> mistakes = new ArrayList<>();
        for (String name : catalogue.names()) {
            try {
                tasks.add(catalogue.find(name));
            } catch (TaskException mistake) {
                mistakes.add(mistake);
            }
        }
        PrintWriter out = out();
        switch (format) {
            case JSON -> Json.print(out, tasks.stream().map(TasksCommand::json).toList());
            case TEXT -> text(out, tasks);
        }
        mistakes.forEach(mistake -> err().println("tilewright: " + mistake.getMessage()));
        return mistakes.isEmpty() ? ExitCode.DONE : ExitCode.USAGE;
    }

    private static void text(PrintWriter out, List<Task> tasks) {
        Table table = new Table("task", "problem", "operations>", "bytes>", "operations/byte>", "computes");
        for (Task task : tasks) {
            boolean first = true;
            for (Problem problem : task.problems()) {
                Demand demand = Demand.of(task, problem);
                table.row(
                        first ? task.name() : "",
                        problem.toString(),
                        scaled(demand.operations()),
                        scaled(demand.bytes()),
                        demand.bytes() > 0 && demand.operations() > 0
                                ? Figures.number(demand.operations() / demand.bytes())
                                : "–",
                        first ? task.summary() : "");
                first = false;
            }
        }
        table.print(out);
    }

    /** Writes a count with the prefixes of the SI: {@code 2.15 G}. */
    private static String scaled(double count) {
        String[] prefixes = {"", " k", " M", " G", " T", " P"};
        int prefix = 0;
        double rest = count;
        while (rest >= 999.5 && prefix < prefixes.length - 1) {
            rest /= 1000;
            prefix++;
        }
        return count == 0 ? "–" : Figures.number(rest) + prefixes[prefix];
    }

    private static Map<String, Object> json(Task task) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", task.name());
        json.put("summary", task.summary());
        json.put("sizes", task.sizes());
        task.compute().ifPresent(compute -> json.put("compute", compute.strip()));
        task.reference().ifPresent(reference -> json.put("reference", reference.name()));
        List<Map<String, Object>> problems = new ArrayList<>();
        for (Problem problem : task.problems()) {
            Demand demand = Demand.of(task, problem);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("sizes", problem.sizes());
            entry.put("operations", (long) demand.operations());
            entry.put("bytes", (long) demand.bytes());
            if (demand.bytes() > 0) {
                entry.put("operations_per_byte", demand.operations() / demand.bytes());
            }
            problems.add(entry);
        }
        json.put("problems", problems);
        json.put(
                "kernels",
                task.kernels().stream()
                        .map(kernel -> kernel.path().getFileName().toString())
                        .toList());
        return json;
    }
}
