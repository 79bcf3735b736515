package dev.tilewright.cli;

import dev.tilewright.app.GpuCheck;
import dev.tilewright.app.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the most of a few minutes with a GPU; {@code scripts/gpu-check} starts it. */
@Command(
        name = "gpu-check",
        hidden = true,
        description = "Check a GPU in eight minutes: the backend's contract, random schedules, peaks, tuning and peers."
                + " Runs from a bundle (scripts/gpu-bundle).",
        footer = {
            "",
            "Exit codes: 0 everything passed, 1 something failed, 2 usage, 3 no usable device, 130 interrupted."
        })
final class GpuCheckCommand extends Subcommand {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Option(names = "--device", paramLabel = "ID", description = "The device: cuda:0, opencl:1. Default: cuda:0.")
    private String device = "cuda:0";

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where the folder of the hardware is made. Default: the bundle's results.")
    private @Nullable Path output;

    @Option(
            names = "--time",
            paramLabel = "SPAN",
            converter = SpanConverter.class,
            description = "The limit on the total time. Default: 8m.")
    private @Nullable Duration time;

    @Option(names = "--rehearse", description = "The same parts at small sizes, on any device, in a minute.")
    private boolean rehearsal;

    @Override
    public Integer call() throws IOException {
        GpuCheck.Request request = new GpuCheck.Request(
                device,
                Optional.ofNullable(output),
                Optional.ofNullable(time),
                rehearsal,
                Integer.getInteger("tilewright.columns", 0));
        Thread main = Thread.currentThread();
        // What was found is written before the process ends.
        try (Interruption _ = new Interruption(main::interrupt, PATIENCE, ended -> {})) {
            return switch (new GpuCheck(Home.find()).run(request, out(), err())) {
                case HELD -> ExitCode.DONE;
                case NOT_HELD -> ExitCode.DEFECT;
                case NO_DEVICE -> ExitCode.NO_DEVICE;
            };
        } catch (InterruptedException interrupted) {
            return ExitCode.INTERRUPTED;
        }
    }
}
