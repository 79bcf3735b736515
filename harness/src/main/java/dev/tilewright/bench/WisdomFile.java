package dev.tilewright.bench;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.kernels.CandidateForm;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelJson;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the candidates in a {@code wisdom.json} that {@code export} wrote. */
final class WisdomFile {

    private static final int FORMAT = 1;

    private WisdomFile() {}

    /**
     * Returns the candidates for a task and a problem, in the order of the file.
     *
     * @throws TaskException if the file cannot be read, is no wisdom, or has none for them
     */
    static List<Candidate> candidates(Path file, Task task, Problem problem) {
        List<Candidate> found = new ArrayList<>();
        try {
            JsonNode tree = JsonMapper.shared().readTree(Files.readString(file));
            if (tree.path("format").asInt(0) != FORMAT || !tree.path("best").isArray()) {
                throw new TaskException("%s is not a wisdom file of this version; export it again".formatted(file));
            }
            for (JsonNode entry : tree.path("best")) {
                Candidate candidate = KernelJson.read(entry.path("candidate"), CandidateForm.class)
                        .candidate();
                if (entry.path("task").asString("").equals(task.name())
                        && KernelGenome.of(candidate).problem().equals(problem)) {
                    found.add(candidate);
                }
            }
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            throw new TaskException("%s cannot be read as wisdom: %s".formatted(file, e.getMessage()), e);
        }
        if (found.isEmpty()) {
            throw new TaskException("%s has no kernel for %s with %s".formatted(file, task.name(), problem));
        }
        return found;
    }
}
