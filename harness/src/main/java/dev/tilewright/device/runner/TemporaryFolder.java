package dev.tilewright.device.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder that lives as long as an evaluator, or a worker.
 *
 * <p>Drivers keep caches in the user's home that outlive a program. A worker may be killed while it writes to one, and what it leaves
 * there must not meet anyone later.
 *
 * @param path where it is
 */
public record TemporaryFolder(Path path) implements AutoCloseable {

    /**
     * Makes an empty folder whose name begins with {@code prefix}.
     *
     * @throws UncheckedIOException if there is no place for it
     */
    public static TemporaryFolder create(String prefix) {
        try {
            return new TemporaryFolder(Files.createTempDirectory(prefix));
        } catch (IOException full) {
            throw new UncheckedIOException("no temporary folder can be made: " + full.getMessage(), full);
        }
    }

    /** Deletes the folder and what is in it, as far as that is possible. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException left) {
            // The system's own cleaning of temporary files gets it.
        }
    }
}
