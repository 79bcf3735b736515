package dev.tilewright.cli;

import dev.tilewright.app.DeviceChoice;
import dev.tilewright.app.Export;
import dev.tilewright.app.ExportResults;
import dev.tilewright.app.Home;
import dev.tilewright.app.ProblemChoice;
import dev.tilewright.app.UseCaseException;
import dev.tilewright.report.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the best kernel known, or all that is known of a kernel's configurations. */
@Command(
        name = "export",
        description =
                "Write the best kernel known for a device and a problem: its source, launch.json (all that another"
                        + " program needs to run it) and wisdom.json (all that Tilewright knows of it). With --format t4 or"
                        + " cache, write instead what came of every configuration that was tried, for other tuners.",
        footer = {
            "",
            "All results of a task on a device:   tilewright export TASK --device ID --format t4 --output results.json",
            "Those of a recorded device:          tilewright export --device recorded:FILE --format cache --output mine.json",
            "Those of one run:                    tilewright export --run latest --format cache --output mine.json",
            "A file whose name ends with .gz is compressed; Kernel Tuner itself reads none that is."
        })
final class ExportCommand extends Subcommand {

    /** What is written. */
    enum Form {
        KERNEL,
        T4,
        CACHE
    }

    @Parameters(
            paramLabel = "TASK",
            arity = "0..1",
            description = "A task's name, as `tasks` lists it, or the path of a task file.")
    private @Nullable String task;

    @Option(names = "--problem", paramLabel = "M=…,N=…", description = "The sizes. Default: the task's first problem.")
    private @Nullable String problem;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DeviceOption device;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "With t4 or cache, the one run whose results are written: its id, its folder, or latest.")
    private @Nullable String run;

    @Option(
            names = "--format",
            paramLabel = "kernel|t4|cache",
            description = "The best kernel, or all results in T4 or as a cache file of Kernel Tuner. Default: kernel.")
    private Form format = Form.KERNEL;

    @Option(
            names = "--output",
            paramLabel = "DIR|FILE",
            required = true,
            description = "The folder to write, or with t4 or cache the file.")
    @SuppressWarnings("NullAway.Init")
    private Path output;

    @Override
    public Integer call() throws IOException {
        return switch (format) {
            case KERNEL -> kernel();
            case T4 -> results(ExportResults.Format.T4);
            case CACHE -> results(ExportResults.Format.CACHE);
        };
    }

    private ProblemChoice choice() {
        if (task == null) {
            throw UseCaseException.request(
                    "no task is given. For example: tilewright export matmul --output folder. To list the tasks: tilewright tasks");
        }
        return new ProblemChoice(task, Optional.ofNullable(problem));
    }

    private int kernel() throws IOException {
        if (run != null) {
            throw UseCaseException.request(
                    "--run names the run whose results are written; add --format t4 or --format cache");
        }
        Export.Exported exported = new Export(Home.find()).to(output, choice(), device.choice(), memory.location());
        exported.notice().ifPresent(err()::println);
        out().printf(
                        "%s: %s for %s on %s%n",
                        exported.source(),
                        Figures.time(exported.time().medianNanos()),
                        exported.problem(),
                        exported.hardware().model());
        return ExitCode.DONE;
    }

    private int results(ExportResults.Format wanted) {
        ExportResults.Written written = written(new ExportResults(Home.find()), wanted, device.choice());
        out().printf(
                        "%s: %d configurations on %s, %d of them with a time%n",
                        output, written.configurations(), written.hardware().model(), written.right());
        return ExitCode.DONE;
    }

    private ExportResults.Written written(ExportResults export, ExportResults.Format wanted, DeviceChoice named) {
        if (run != null) {
            if (task != null || problem != null || named.id().isPresent()) {
                throw UseCaseException.request("a run has its task and its device; give --run, or TASK and --device");
            }
            return export.ofRun(run, memory.location(), wanted, output);
        }
        return named.recording().isPresent() && task == null
                ? export.ofRecording(named.recording().get(), memory.location(), wanted, output)
                : export.ofTask(choice(), named, memory.location(), wanted, output);
    }
}
