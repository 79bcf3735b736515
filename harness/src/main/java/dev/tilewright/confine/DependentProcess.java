package dev.tilewright.confine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that ends when this one does, however this one ends; and with it all that it started, if it is confined or has {@linkplain
 * #inOwnSession a session of its own}.
 *
 * <p>The kernel can kill a child when its parent ends, and takes for the parent the <em>thread</em> that started the child. So all are
 * started by one thread, which ends with this process. What that does not reach, the {@link Guard} kills.
 *
 * @param process the process
 */
public record DependentProcess(Process process) {

    private static final String IN_OWN_SESSION =
            "setsid true 2>/dev/null && exec setsid \"$@\"; trap '' HUP INT QUIT; exec \"$@\"";

    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("process-starter").factory());

    /**
     * Puts a command into a session of its own, where there is {@code setsid}: a terminal's signals, Ctrl-C for example, do not reach it,
     * and what it starts can be killed with it. Elsewhere it only ignores such signals.
     */
    public static List<String> inOwnSession(List<String> command) {
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", IN_OWN_SESSION, "session"));
        line.addAll(command);
        return line;
    }

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
            Guard.charge(process.pid());
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
