package dev.tilewright.cli;

import dev.tilewright.app.Home;
import dev.tilewright.app.Import;
import dev.tilewright.app.ProblemChoice;
import dev.tilewright.app.UseCaseException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes what another tuner measured into memory. */
@Command(
        name = "import",
        description =
                "Take what another tuner measured into memory: a cache file of Kernel Tuner or results in T4, compressed by gzip"
                        + " or not. A later search begins with what is known.",
        footer = {
            "",
            "Without --task the results are those of the kernel and the device that the file names, where `tune --device recorded:FILE` finds them.",
            "With --task and --device they are those of a task on a device of this machine, where `tune TASK --kernel FILE` finds them:"
                    + " it measures the fastest itself first, and leaves out the rest."
        })
final class ImportCommand extends Subcommand {

    @Parameters(paramLabel = "FILE", description = "The file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--task", paramLabel = "TASK", description = "The task that the kernel computes.")
    private @Nullable String task;

    @Option(names = "--problem", paramLabel = "M=…,N=…", description = "The sizes. Default: the task's first problem.")
    private @Nullable String problem;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DeviceOption device;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Override
    public Integer call() {
        if ((task == null) != device.choice().id().isEmpty() || (task == null && problem != null)) {
            throw UseCaseException.request(
                    "results are of a task on a device: give --task TASK and --device ID (and --problem), or none of them to go by the names in the file");
        }
        Import importing = new Import(Home.find());
        Import.Imported imported = task == null
                ? importing.asNamed(file, memory.location())
                : importing.asOf(
                        file,
                        new ProblemChoice(task, Optional.ofNullable(problem)),
                        device.choice(),
                        memory.location());
        imported.notice().ifPresent(err()::println);
        out().printf(
                        "%s on %s: %d configurations, %d of them new%n",
                        imported.workload(), imported.hardware().model(), imported.configurations(), imported.fresh());
        return ExitCode.DONE;
    }
}
