package dev.tilewright.confine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that ends when this one does, with all that it started, however this one ends.
 *
 * <p>The kernel can kill a child when its parent ends, and takes for the parent the <em>thread</em> that started the child. So all are
 * started by one thread, which ends with this process. What that does not reach, the {@link Guard} kills.
 *
 * @param process the process
 */
public record DependentProcess(Process process) {

    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("process-starter").factory());

    /**
     * Starts a process.
     *
     * @throws IOException if it cannot be started
     */
    public static DependentProcess start(ProcessBuilder builder) throws IOException {
        try {
            Process process = CompletableFuture.supplyAsync(() -> started(builder), STARTER)
                    .join();
            DependentProcess dependent = new DependentProcess(process);
            Guard.watch(process.pid());
            var _ = process.onExit().thenRun(() -> {
                // What it started may have outlived it.
                ProcessGroup.kill(process.pid());
                Guard.release(process.pid());
            });
            return dependent;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof UncheckedIOException reason) {
                throw reason.getCause();
            }
            throw failed;
        }
    }

    /** Kills the process, and whatever it started. */
    public void kill() {
        ProcessGroup.kill(process.pid());
        process.destroyForcibly();
    }

    private static Process started(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
