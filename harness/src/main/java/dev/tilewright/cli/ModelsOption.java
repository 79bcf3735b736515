package dev.tilewright.cli;

import dev.tilewright.app.ModelsLocation;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a models file. */
final class ModelsOption {

    @Option(
            names = "--models",
            paramLabel = "FILE",
            description =
                    "The file that describes the language models. Default: ./models.yaml, else ~/.config/tilewright/models.yaml. See docs/llm.md.")
    private @Nullable Path file;

    ModelsLocation location() {
        return new ModelsLocation(Optional.ofNullable(file));
    }
}
