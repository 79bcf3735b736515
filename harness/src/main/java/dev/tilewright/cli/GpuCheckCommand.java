package dev.tilewright.cli;

import dev.tilewright.check.Check;
import dev.tilewright.device.Discovery.Missing;
import dev.tilewright.device.cuda.CudaBackend;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
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
            "Exit codes: 0 everything held, 1 something did not, 2 usage, 3 no usable device, 130 interrupted."
        })
final class GpuCheckCommand extends Subcommand {

    private static final Duration LEAST = Duration.ofSeconds(30);

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
            description = "How long all of it may take. Default: 8m.")
    private @Nullable Duration time;

    @Option(names = "--rehearse", description = "The same parts at small sizes, on any device, in a minute.")
    private boolean rehearsal;

    @Override
    public Integer call() throws IOException {
        Path home = Home.find().folder();
        if (!Files.isDirectory(home.resolve("contract"))) {
            throw CommandFailure.usage(
                    "gpu-check runs from a bundle: scripts/gpu-bundle makes one, and scripts/gpu-check starts it there");
        }
        if (!device.matches("(cuda|opencl):\\d+")) {
            throw CommandFailure.usage("--device must be cuda:N or opencl:N, not " + device);
        }
        Optional<Missing> missing = device.startsWith("cuda") ? CudaBackend.withoutDriver() : Optional.empty();
        if (missing.isPresent()) {
            throw new CommandFailure(
                    ExitCode.NO_DEVICE,
                    missing.get().reason() + "; --rehearse --device opencl:0 shows what would be done with a GPU");
        }
        Path results = output == null ? home.resolve("results") : output;
        OutputFolder.prepare(results);
        requireWritable(home.resolve("work"));
        if (time != null && time.compareTo(LEAST) < 0) {
            throw CommandFailure.usage(
                    "--time must be at least %d s, to begin anything at all".formatted(LEAST.toSeconds()));
        }
        Check.Request request = new Check.Request(
                home,
                device,
                results,
                rehearsal,
                Optional.ofNullable(time),
                build(home),
                Integer.getInteger("tilewright.columns", 0));
        try (FileChannel lock =
                FileChannel.open(home.resolve("work/lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (lock.tryLock() == null) {
                throw CommandFailure.usage("another gpu-check of this bundle is running");
            }
            return check(request);
        }
    }

    private int check(Check.Request request) throws IOException {
        Thread main = Thread.currentThread();
        CountDownLatch written = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            main.interrupt();
            await(written);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            int exitCode = switch (Check.run(request, out(), err())) {
                case HELD -> ExitCode.DONE;
                case NOT_HELD -> ExitCode.DEFECT;
                case NO_DEVICE -> ExitCode.NO_DEVICE;
            };
            Runtime.getRuntime().removeShutdownHook(hook);
            return exitCode;
        } catch (InterruptedException interrupted) {
            return ExitCode.INTERRUPTED;
        } finally {
            written.countDown();
        }
    }

    private static void requireWritable(Path work) {
        try {
            Files.createDirectories(work);
            Files.delete(Files.createTempFile(work, ".writable", ""));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the bundle's folder %s cannot be written; copy the bundle to a folder of your own".formatted(work),
                    e);
        }
    }

    /** Lets what was found be written before the process ends. */
    private static void await(CountDownLatch written) {
        try {
            written.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells one build from another: results of one say nothing of the next. */
    private static String build(Path home) throws IOException {
        CRC32 sum = new CRC32();
        for (String jar : List.of("lib/tilewright.jar", "contract/tests.jar")) {
            sum.update(Files.readAllBytes(home.resolve(jar)));
        }
        Path commit = home.resolve("commit");
        return "%s-%s-%08x"
                .formatted(
                        Home.version(),
                        Files.exists(commit) ? Files.readString(commit).strip() : "unknown",
                        sum.getValue());
    }
}
