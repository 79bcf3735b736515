package dev.tilewright.cli;

import dev.tilewright.kernels.genome.LaunchFile;
import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Memory.Best;
import dev.tilewright.report.Figures;
import dev.tilewright.report.RunFolder;
import dev.tilewright.report.Wisdom;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            Wisdom.Entry known = new Wisdom.Entry(task.name(), problem, chosen.hardware(), best);
            Files.writeString(output.resolve(Wisdom.NAME), Wisdom.write(List.of(known), Home.version()));
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
}
