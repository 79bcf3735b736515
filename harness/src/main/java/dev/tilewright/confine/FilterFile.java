package dev.tilewright.confine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Filters of system calls as files, each written once in the life of this process. */
final class FilterFile {

    private static final Map<SeccompFilter, Path> WRITTEN = new HashMap<>();

    private FilterFile() {}

    /**
     * Returns a file with a filter's program.
     *
     * @throws NoTemporaryFolderException if there is no place for it
     * @throws UncheckedIOException if it cannot be written
     */
    static synchronized Path of(SeccompFilter filter) {
        Path known = WRITTEN.get(filter);
        if (known != null && Files.exists(known)) {
            return known;
        }
        Path file = OwnedFolder.create("filter").path().resolve("seccomp");
        try {
            Files.write(file, filter.program());
        } catch (IOException full) {
            throw new UncheckedIOException("the filter of system calls cannot be written to " + file, full);
        }
        WRITTEN.put(filter, file);
        return file;
    }
}
