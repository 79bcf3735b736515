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
                    + " it measures the fastest itself first, and leaves out the rest.",
            "With --task alone they are of the device that the file names: a strategy on another device starts from them."
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
        if (task == null && (device.choice().id().isPresent() || problem != null)) {
            throw UseCaseException.request(
                    "--device and --problem say more of a task: add --task TASK, or leave them out to go by the names in the file");
        }
        Import.Imported imported = imported(new Import(Home.find()));
        imported.notice().ifPresent(err()::println);
        out().printf(
                        "%s on %s: %d configurations, %d of them new%n",
                        imported.workload(), imported.hardware().model(), imported.configurations(), imported.fresh());
        return ExitCode.DONE;
    }

    private Import.Imported imported(Import importing) {
        if (task == null) {
            return importing.asNamed(file, memory.location());
        }
        ProblemChoice choice = new ProblemChoice(task, Optional.ofNullable(problem));
        return device.choice().id().isEmpty()
                ? importing.asOf(file, choice, memory.location())
                : importing.asOf(file, choice, device.choice(), memory.location());
    }
}
