package dev.tilewright.app;

import dev.tilewright.kernels.genome.KernelJson;
import dev.tilewright.study.live.LiveJson;
import dev.tilewright.study.live.LivePage;
import dev.tilewright.study.live.LiveResult;
import dev.tilewright.study.live.LiveSetup;
import dev.tilewright.study.live.SearchTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The folder of a study on live tasks: {@code study.json} says what it is, {@code searches/} has a file for each search that has ended, and
 * at its end there are {@code result.json} and {@code study.html}. So a study that is interrupted can be gone on with.
 *
 * @param path where it is
 */
record LiveStudyFolder(Path path) {

    private static final String SETUP = "study.json";

    private static final Map<String, Function<LiveSetup, Object>> SETTINGS = new LinkedHashMap<>();

    static {
        SETTINGS.put("tasks", LiveSetup::tasks);
        SETTINGS.put("searches", LiveSetup::searches);
        SETTINGS.put("evaluations", LiveSetup::evaluations);
        SETTINGS.put("time", LiveSetup::time);
        SETTINGS.put("seed", LiveSetup::seed);
        SETTINGS.put("hardware", LiveSetup::hardware);
        SETTINGS.put("device", LiveSetup::device);
        SETTINGS.put("version of Tilewright", LiveSetup::version);
    }

    /**
     * Makes the folder, or finds what is there.
     *
     * @param resume whether a part of the study must be there
     * @throws UseCaseException if there is none, or one that must not be, or one of another study
     */
    void begin(LiveSetup setup, boolean resume) {
        Path file = path.resolve(SETUP);
        if (Files.exists(file) != resume) {
            throw UseCaseException.request(
                    resume
                            ? "%s has no study to go on with; leave out --resume to begin one".formatted(path)
                            : "%s has a study already; go on with it by --resume, or give another --output"
                                    .formatted(path));
        }
        OutputFolder.prepare(path);
        OutputFolder.prepare(path.resolve("searches"));
        if (resume) {
            requireSame(read(file, LiveSetup.class), setup);
        } else {
            write(file, KernelJson.pretty(setup));
        }
    }

    private void requireSame(LiveSetup begun, LiveSetup asked) {
        SETTINGS.forEach((name, setting) -> {
            if (!Objects.equals(setting.apply(begun), setting.apply(asked))) {
                throw UseCaseException.request(
                        "the study in %s was begun with other %s: %s, not %s; give the same command with --resume, or another --output"
                                .formatted(path, name, setting.apply(begun), setting.apply(asked)));
            }
        });
    }

    /** Finds what came of a search; empty where it has not ended. */
    Optional<SearchTrace> find(LiveSetup.Cell cell) {
        return Optional.of(file(cell)).filter(Files::exists).map(file -> read(file, SearchTrace.class));
    }

    /** Keeps what came of a search. */
    void keep(SearchTrace trace) {
        write(file(trace.cell()), KernelJson.pretty(trace));
    }

    /** Writes what came of the study. */
    void finish(LiveResult result, String command) {
        write(path.resolve("result.json"), KernelJson.pretty(LiveJson.of(result)));
        write(page(), LivePage.write(result, command));
    }

    /** Returns the page with what came of the study. */
    Path page() {
        return path.resolve("study.html");
    }

    private Path file(LiveSetup.Cell cell) {
        return path.resolve("searches")
                .resolve("%03d %s %s.json"
                        .formatted(cell.block(), cell.search(), cell.task().name())
                        .replaceAll("[^A-Za-z0-9.,=_-]+", "-"));
    }

    private static void write(Path file, String text) {
        new OutputFile(file, "--output").write(text);
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            return KernelJson.read(Files.readString(file), type);
        } catch (IOException | IllegalArgumentException e) {
            throw new UseCaseException(
                    Blame.REQUEST,
                    "%s cannot be read: %s; delete it to have it made again".formatted(file, e.getMessage()),
                    e);
        }
    }
}
