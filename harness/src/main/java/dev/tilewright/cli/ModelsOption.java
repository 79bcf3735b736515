package dev.tilewright.cli;

import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.model.ModelsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a models file. */
final class ModelsOption {

    private static final String NAME = "models.yaml";

    @Option(
            names = "--models",
            paramLabel = "FILE",
            description =
                    "The language models there are. Default: ./models.yaml, else ~/.config/tilewright/models.yaml. See docs/llm.md.")
    @Nullable
    Path file;

    /**
     * Reads the models file.
     *
     * @throws CommandFailure if none was named and there is none where one is looked for
     */
    Models read() {
        if (file != null) {
            return ModelsFile.read(file);
        }
        List<Path> places =
                List.of(Path.of(NAME), configuration().resolve("tilewright").resolve(NAME));
        Optional<Path> found = places.stream().filter(Files::isRegularFile).findFirst();
        return ModelsFile.read(found.orElseThrow(() -> CommandFailure.usage(
                "there is no models file: neither %s nor %s; write one as docs/llm.md says, or name it with --models"
                        .formatted(places.get(0).toAbsolutePath(), places.get(1)))));
    }

    private static Path configuration() {
        String named = System.getenv("XDG_CONFIG_HOME");
        return named == null || named.isBlank() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(named);
    }
}
