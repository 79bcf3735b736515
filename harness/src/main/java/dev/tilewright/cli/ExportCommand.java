package dev.tilewright.cli;

import dev.tilewright.candidate.CandidateJson;
import dev.tilewright.candidate.LaunchFile;
import dev.tilewright.candidate.OutcomeJson;
import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.device.Hardware;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Memory.Best;
import dev.tilewright.report.Figures;
import dev.tilewright.report.RunFolder;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Writes the best kernel known. */
@Command(
        name = "export",
        description =
                "Write the best kernel known for a device and a problem: its source, launch.json (all that another"
                        + " program needs to run it) and wisdom.json (all that Tilewright knows of it).")
final class ExportCommand extends Subcommand {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TaskArgument argument;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DeviceChoice device;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder to write.")
    @SuppressWarnings("NullAway.Init")
    private Path output;

    @Override
    public Integer call() throws IOException {
        Task task = argument.task();
        Problem problem = argument.problem(task);
        Device chosen = device.choose(Backends.load(), err());
        try (Memory store = memory.openExisting()) {
            Best best = BestKnown.find(store, memory.location(), task, problem, chosen);
            OutputFolder.prepare(output);
            LaunchFile launch = new LaunchFile(
                    task.name(),
                    best.candidate(),
                    chosen.hardware(),
                    best.evaluation(),
                    best.confirmation(),
                    RunFolder.VERIFICATION_SEEDS);
            launch.writeTo(output);
            Files.writeString(output.resolve("wisdom.json"), wisdom(task, problem, chosen.hardware(), best));
            out().printf(
                            "%s: %s for %s on %s%n",
                            output.resolve(launch.sourceName()),
                            Figures.time(
                                    best.evaluation().deviceTime().orElseThrow().medianNanos()),
                            problem,
                            chosen.hardware().model());
        }
        return ExitCode.DONE;
    }

    private static String wisdom(Task task, Problem problem, Hardware hardware, Best best) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("task", task.name());
        entry.put("problem", problem.sizes());
        entry.put("hardware", hardware);
        entry.put("candidate", CandidateJson.write(best.candidate()));
        entry.put("evaluation", OutcomeJson.write(best.evaluation()));
        best.confirmation().ifPresent(confirmation -> entry.put("confirmation", OutcomeJson.write(confirmation)));
        entry.put("run", best.run());
        Map<String, Object> wisdom = new LinkedHashMap<>();
        wisdom.put("format", 1);
        wisdom.put("tilewright", Home.version());
        wisdom.put("best", List.of(entry));
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(wisdom) + "\n";
    }
}
