package dev.tilewright.cli;

import dev.tilewright.app.Export;
import dev.tilewright.app.Home;
import dev.tilewright.report.Figures;
import java.io.IOException;
import java.nio.file.Path;
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
    private DeviceOption device;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder to write.")
    @SuppressWarnings("NullAway.Init")
    private Path output;

    @Override
    public Integer call() throws IOException {
        Export.Exported exported =
                new Export(Home.find()).to(output, argument.choice(), device.choice(), memory.location());
        exported.notice().ifPresent(err()::println);
        out().printf(
                        "%s: %s for %s on %s%n",
                        exported.source(),
                        Figures.time(exported.time().medianNanos()),
                        exported.problem(),
                        exported.hardware().model());
        return ExitCode.DONE;
    }
}
