package dev.tilewright.bench.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code git} in a folder.
 *
 * @param folder where
 */
record GitCommand(Path folder) {

    /** A large repository is checked out in less. */
    private static final long PATIENCE_MINUTES = 10;

    /**
     * What it answered.
     *
     * @param exitCode 0 for yes
     * @param out standard output
     * @param err standard error
     */
    record Answer(int exitCode, String out, String err) {

        boolean ok() {
            return exitCode == 0;
        }

        /** Returns the first line of what it said on standard error, which is where git says what is wrong. */
        String complaint() {
            return err.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .orElse("git ended with " + exitCode);
        }
    }

    /**
     * Runs a command.
     *
     * @throws RepositoryException if git is not installed, or does not end
     */
    Answer run(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        // What a hook or an alias of git sets would point it at another repository than the folder's.
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> out = text(process.getInputStream());
            CompletableFuture<String> err = text(process.getErrorStream());
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new RepositoryException("git %s in %s does not end".formatted(arguments[0], folder));
            }
            return new Answer(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new RepositoryException(
                    "git cannot be run in %s: %s; install git, and name a folder that is there"
                            .formatted(folder, e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RepositoryException("interrupted while waiting for git", e);
        }
    }

    private static CompletableFuture<String> text(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException | UncheckedIOException ended) {
                text.complete("");
            }
        });
        return text;
    }
}
