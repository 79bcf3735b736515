package dev.tilewright.cli;

import dev.tilewright.app.Home;
import dev.tilewright.app.MemoryLocation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a memory. */
final class MemoryOption {

    @Option(
            names = "--memory",
            paramLabel = "FILE|URL",
            description = "Where results are remembered: a file, or jdbc:sqlite:FILE. Default: results/memory.db.")
    private @Nullable String location;

    MemoryLocation location() {
        return MemoryLocation.of(Optional.ofNullable(location), Home.find());
    }
}
