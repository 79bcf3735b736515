package dev.tilewright.memory;

import java.nio.file.Files;
import java.nio.file.Path;

/** Opens memories by where they are. */
public final class Memories {

    private Memories() {}

    /**
     * Opens the memory at {@code location}, and makes it if there is none.
     *
     * @param location a file, or {@code jdbc:sqlite:FILE}
     * @throws MemoryException if it is something else, cannot be read and written, is damaged, or was written by a newer version;
     *     nothing is changed then
     */
    public static Memory open(String location) {
        return SqliteMemory.open(file(location));
    }

    /**
     * Opens the memory at {@code location}, which must be there: for those who only look something up.
     *
     * @param location a file, or {@code jdbc:sqlite:FILE}
     * @throws MemoryException as {@link #open}, and if there is no such file
     */
    public static Memory openExisting(String location) {
        Path file = file(location);
        if (!Files.exists(file)) {
            throw new MemoryException(
                    "memory %s does not exist; give the file that `tune` wrote with --memory FILE".formatted(file));
        }
        return SqliteMemory.open(file);
    }

    private static Path file(String location) {
        String file = location.startsWith("jdbc:sqlite:") ? location.substring("jdbc:sqlite:".length()) : location;
        if (file.startsWith("jdbc:")) {
            throw new MemoryException(
                    "memory %s: this version keeps its memory in SQLite only; give a file, or jdbc:sqlite:FILE"
                            .formatted(location));
        }
        if (file.isBlank() || file.startsWith(":")) {
            throw new MemoryException(
                    "memory \"%s\" is not a file; give a file, or jdbc:sqlite:FILE".formatted(location));
        }
        return Path.of(file).toAbsolutePath().normalize();
    }
}
