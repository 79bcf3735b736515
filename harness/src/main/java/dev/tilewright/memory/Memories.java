package dev.tilewright.memory;

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
        return SqliteMemory.open(Path.of(file).toAbsolutePath().normalize());
    }
}
