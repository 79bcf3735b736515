package dev.tilewright.app;

import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.model.ModelsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where language models are described.
 *
 * @param file the file; empty for {@code ./models.yaml}, else {@code ~/.config/tilewright/models.yaml}
 */
public record ModelsLocation(Optional<Path> file) {

    private static final String NAME = "models.yaml";

    /**
     * Reads the models file.
     *
     * @throws UseCaseException if none was named and there is none in the usual places
     */
    public Models read() {
        if (file.isPresent()) {
            return ModelsFile.read(file.get());
        }
        List<Path> places =
                List.of(Path.of(NAME), configuration().resolve("tilewright").resolve(NAME));
        Optional<Path> found = places.stream().filter(Files::isRegularFile).findFirst();
        return ModelsFile.read(found.orElseThrow(() -> UseCaseException.request(
                "there is no models file: neither %s nor %s; write one as docs/llm.md says, or name it with --models"
                        .formatted(places.get(0).toAbsolutePath(), places.get(1)))));
    }

    private static Path configuration() {
        String named = System.getenv("XDG_CONFIG_HOME");
        return named == null || named.isBlank() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(named);
    }
}
