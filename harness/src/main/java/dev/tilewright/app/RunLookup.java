package dev.tilewright.app;

import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.task.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/** Finds the run that a caller means: by its id, by the path of its folder, or as {@code latest}. */
public final class RunLookup {

    private static final String LATEST = "latest";
    private static final int MOST_LISTED = 5;

    /** A name that is misspelled is looked for among the latest runs. */
    private static final int MOST_LOOKED_AT = 500;

    private RunLookup() {}

    /**
     * A run that was found.
     *
     * @param realm what it is about
     * @param run the run
     */
    public record Found(Realm realm, Run run) {

        /** Returns the part of a memory that has it. */
        public Memory memory(OpenMemory store) {
            return realm.memory(store);
        }
    }

    /**
     * Finds a run, whatever it is about.
     *
     * @param memory where it is looked for
     * @param location where {@code memory} is, for messages
     * @throws UseCaseException if there is none, with what there is
     */
    public static Found find(OpenMemory memory, MemoryLocation location, String text) {
        List<Found> runs = Arrays.stream(Realm.values())
                .flatMap(realm ->
                        realm.memory(memory).newest(MOST_LOOKED_AT).stream().map(run -> new Found(realm, run)))
                .sorted(Comparator.comparing((Found found) -> found.run().started())
                        .reversed())
                .toList();
        if (runs.isEmpty()) {
            throw UseCaseException.request(
                    "%s contains no runs yet; begin one with: tilewright tune matmul".formatted(location.location()));
        }
        if (text.equals(LATEST)) {
            return runs.getFirst();
        }
        return called(memory, text)
                .or(() -> folder(text).flatMap(id -> called(memory, id)))
                .orElseThrow(() -> unknown(runs.stream().map(Found::run).toList(), location, text));
    }

    private static Optional<Found> called(OpenMemory memory, String id) {
        return Arrays.stream(Realm.values())
                .flatMap(realm -> realm.memory(memory).run(id).stream().map(run -> new Found(realm, run)))
                .findFirst();
    }

    /** Returns the run folder, if {@code text} is the path of one. */
    static Optional<Path> folderAt(String text) {
        return Optional.of(Path.of(text)).filter(folder -> Files.isRegularFile(result(folder)));
    }

    private static Path result(Path folder) {
        return folder.resolve("result.json");
    }

    /** A run folder says in its result which run it is of. */
    private static Optional<String> folder(String text) {
        return folderAt(text).map(RunLookup::runOf);
    }

    private static String runOf(Path folder) {
        Path result = result(folder);
        try {
            return new ObjectMapper().readTree(result.toFile()).path("run").asString("");
        } catch (JacksonException e) {
            throw new UseCaseException(
                    Blame.REQUEST, "%s cannot be read: %s".formatted(result, e.getOriginalMessage()), e);
        }
    }

    private static UseCaseException unknown(List<Run> runs, MemoryLocation location, String text) {
        List<String> ids = runs.stream().map(Run::id).toList();
        return UseCaseException.request(
                "%s contains no run %s%s. The latest runs: %s. To use another memory, give --memory FILE"
                        .formatted(
                                location.location(),
                                text,
                                Suggestion.forName(text, ids),
                                String.join(", ", ids.subList(0, Math.min(MOST_LISTED, ids.size())))));
    }
}
