package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.confine.OwnedFolder;
import java.io.UncheckedIOException;
import java.nio.file.Path;

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
     * Makes an empty folder for a purpose that its name tells.
     *
     * @throws UncheckedIOException if there is no place for it
     */
    public static TemporaryFolder create(String purpose) {
        return new TemporaryFolder(OwnedFolder.create(purpose).path());
    }

    /** Deletes the folder and what is in it, as far as that is possible. */
    @Override
    public void close() {
        new OwnedFolder(path).close();
    }
}
