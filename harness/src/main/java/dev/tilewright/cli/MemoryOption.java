package dev.tilewright.cli;

import dev.tilewright.evolve.memory.Store;
import dev.tilewright.evolve.memory.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a memory. */
final class MemoryOption {

    @Option(
            names = "--memory",
            paramLabel = "FILE|URL",
            description = "Where results are remembered: a file, or jdbc:sqlite:FILE. Default: results/memory.db.")
    @Nullable
    String location;

    String location() {
        return location == null ? Home.find().memory() : location;
    }

    Memory open() {
        if (location == null) {
            makeFolder(Path.of(Home.find().memory()).getParent());
        }
        return Memories.open(location());
    }

    /** Opens a memory to look something up: one that was named must be there, so that a typing error makes no empty one. */
    Memory openExisting() {
        return location == null ? open() : Memories.openExisting(location);
    }

    /** Opens a memory to look something up; the usual one may be missing, and is not made then. */
    Optional<Memory> openIfThere() {
        return location == null && !Files.exists(Path.of(location()))
                ? Optional.empty()
                : Optional.of(Memories.openExisting(location()));
    }

    private static void makeFolder(@Nullable Path folder) {
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "%s cannot be made: %s; give --memory FILE".formatted(folder, e.getMessage()), e);
        }
    }
}
