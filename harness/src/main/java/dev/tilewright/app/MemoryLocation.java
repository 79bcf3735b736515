package dev.tilewright.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where results are remembered.
 *
 * @param location a file, or {@code jdbc:sqlite:FILE}
 * @param named whether the caller named it; the usual memory is made where it is missing, and one that was named must exist before
 *     something is looked up in it, so that a typing error makes no empty one
 */
public record MemoryLocation(String location, boolean named) {

    /** Returns the location that was named, or the usual one. */
    public static MemoryLocation of(Optional<String> named, Home home) {
        return new MemoryLocation(named.orElseGet(home::memory), named.isPresent());
    }

    /** Opens the memory to write; makes it where there is none. */
    public OpenMemory open() {
        if (!named) {
            makeFolder(Optional.ofNullable(Path.of(location).getParent()));
        }
        return OpenMemory.open(location);
    }

    /** Opens the memory to look something up, also where it cannot be written; makes the usual one where it is missing. */
    public OpenMemory openToRead() {
        return named || Files.exists(Path.of(location)) ? OpenMemory.openToRead(location) : open();
    }

    /** Opens the memory to go on with something in it. */
    public OpenMemory openExisting() {
        return named ? OpenMemory.openExisting(location) : open();
    }

    /** Opens the memory to look something up, and makes none: empty where the usual one is missing. */
    public Optional<OpenMemory> openIfThere() {
        return !named && !Files.exists(Path.of(location))
                ? Optional.empty()
                : Optional.of(OpenMemory.openToRead(location));
    }

    private static void makeFolder(Optional<Path> folder) {
        if (folder.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(folder.get());
        } catch (IOException e) {
            throw new UseCaseException(
                    Blame.REQUEST,
                    "the folder %s cannot be made: %s; name another memory with --memory FILE"
                            .formatted(folder.get(), e.getMessage()),
                    e);
        }
    }
}
