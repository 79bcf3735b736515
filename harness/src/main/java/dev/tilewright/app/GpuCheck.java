package dev.tilewright.app;

import dev.tilewright.check.Check;
import dev.tilewright.device.Discovery.Missing;
import dev.tilewright.device.cuda.CudaBackend;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Checks a GPU from a bundle, one check at a time.
 *
 * @param home the bundle
 */
public record GpuCheck(Home home) {

    private static final Duration LEAST = Duration.ofSeconds(30);

    /**
     * What a caller asks for.
     *
     * @param device {@code cuda:0} or {@code opencl:1}
     * @param output where the folder of the hardware is made; empty for the bundle's results
     * @param time how long all of it may take; empty for as long as usual
     * @param rehearsal whether small sizes will do
     * @param columns how wide the terminal is, 0 where that is not known
     */
    public record Request(
            String device, Optional<Path> output, Optional<Duration> time, boolean rehearsal, int columns) {}

    /**
     * Checks the GPU. An interrupt of this thread ends it.
     *
     * @param out takes the summary
     * @param err takes progress
     * @throws UseCaseException if the request has a mistake, or there is no driver
     * @throws IOException if the results cannot be written
     * @throws InterruptedException if it was interrupted; what was found by then is written
     */
    public Check.Result run(Request request, PrintWriter out, PrintWriter err)
            throws IOException, InterruptedException {
        Path folder = home.folder();
        requirePossible(request);
        Path results = request.output().orElseGet(() -> folder.resolve("results"));
        OutputFolder.prepare(results);
        requireWritable(folder.resolve("work"));
        Check.Request check = new Check.Request(
                folder, request.device(), results, request.rehearsal(), request.time(), build(), request.columns());
        try (FileChannel lock =
                FileChannel.open(folder.resolve("work/lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (lock.tryLock() == null) {
                throw UseCaseException.request("another gpu-check of this bundle is running");
            }
            return Check.run(check, out, err);
        }
    }

    private void requirePossible(Request request) {
        if (!Files.isDirectory(home.folder().resolve("contract"))) {
            throw UseCaseException.request(
                    "gpu-check runs from a bundle: scripts/gpu-bundle makes one, and scripts/gpu-check starts it there");
        }
        if (!request.device().matches("(cuda|opencl):\\d+")) {
            throw UseCaseException.request("--device must be cuda:N or opencl:N, not " + request.device());
        }
        Optional<Missing> missing =
                request.device().startsWith("cuda") ? CudaBackend.withoutDriver() : Optional.empty();
        if (missing.isPresent()) {
            throw new UseCaseException(
                    Blame.MACHINE,
                    missing.get().reason() + "; --rehearse --device opencl:0 shows what would be done with a GPU");
        }
        if (request.time().filter(limit -> limit.compareTo(LEAST) < 0).isPresent()) {
            throw UseCaseException.request(
                    "--time must be at least %d s; a check cannot do anything in less".formatted(LEAST.toSeconds()));
        }
    }

    private static void requireWritable(Path work) {
        try {
            Files.createDirectories(work);
            Files.delete(Files.createTempFile(work, ".writable", ""));
        } catch (IOException e) {
            throw new UseCaseException(
                    Blame.REQUEST,
                    "the bundle's folder %s cannot be written; copy the bundle to a folder that can".formatted(work),
                    e);
        }
    }

    /** Tells one build from another: results of one say nothing of the next. */
    private String build() throws IOException {
        CRC32 sum = new CRC32();
        for (String jar : List.of("lib/tilewright.jar", "contract/tests.jar")) {
            sum.update(Files.readAllBytes(home.folder().resolve(jar)));
        }
        Path commit = home.folder().resolve("commit");
        return "%s-%s-%08x"
                .formatted(
                        Home.version(),
                        Files.exists(commit) ? Files.readString(commit).strip() : "unknown",
                        sum.getValue());
    }
}
