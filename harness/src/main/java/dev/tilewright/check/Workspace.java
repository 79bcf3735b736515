package dev.tilewright.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a check finds what it runs, and where it writes.
 *
 * @param home the bundle: {@code bin}, {@code lib}, {@code contract}, {@code runtime}, {@code scripts}
 * @param work what is written while parts run, too much to travel
 * @param results what is sent back
 */
record Workspace(Path home, Path work, Path results) {

    /** Returns the workspace of a device, whose key names its folders. */
    static Workspace named(Path home, Path work, String key, Path output) {
        return new Workspace(
                home, work.resolve(key), output.resolve(key).toAbsolutePath().normalize());
    }

    void create() throws IOException {
        for (Path folder : new Path[] {logs(), failed(), runs(), results}) {
            Files.createDirectories(folder);
        }
    }

    /** Holds what each part printed. */
    Path logs() {
        return work.resolve("logs");
    }

    /** Holds sources, programs and machine code of what went wrong, by part. */
    Path failed() {
        return work.resolve("failed");
    }

    /** Holds a run folder for each task that was tuned. */
    Path runs() {
        return work.resolve("runs");
    }

    Path memory() {
        return work.resolve("memory.db");
    }

    /** Tells one state of the memory from another; what a process that was killed has left stands in a second file. Empty if there is none. */
    String memoryState() throws IOException {
        StringBuilder state = new StringBuilder();
        for (Path file : List.of(memory(), log())) {
            if (Files.exists(file)) {
                state.append("%s %d ".formatted(Files.getLastModifiedTime(file), Files.size(file)));
            }
        }
        return state.toString();
    }

    private Path log() {
        return work.resolve("memory.db-wal");
    }

    /** Holds a line of JSON for each test, or each draw, of a part. */
    Path lines(String part) {
        return work.resolve(part + ".jsonl");
    }

    /** Holds what compare-peers wrote for a part. */
    Path comparison(String part) {
        return work.resolve(part + ".json");
    }

    Path output(String part) {
        return logs().resolve(part + ".out");
    }

    Path errors(String part) {
        return logs().resolve(part + ".err");
    }

    /** Holds what a run on another machine needs to go on: not what is large. */
    List<Path> state() throws IOException {
        List<Path> state = new ArrayList<>(List.of(memory(), log()));
        try (Stream<Path> files = Files.list(work)) {
            files.filter(file ->
                            file.toString().endsWith(".json") || file.toString().endsWith(".jsonl"))
                    .sorted()
                    .forEach(state::add);
        }
        state.add(output("peaks"));
        state.add(runs());
        return state;
    }

    /** Moves what is there out of the way, under a name that tells what left it; working files are not kept. */
    void putAside(String build) throws IOException {
        delete(work);
        Path aside = results.resolveSibling(
                results.getFileName() + "." + (build.isEmpty() ? "unknown" : build.replaceAll("[^A-Za-z0-9.-]+", "-")));
        if (Files.exists(results.resolve(Publication.CHECK))) {
            delete(aside);
            Files.move(results, aside);
        }
    }

    /** Takes the logs of what was asked before the device's name was known. */
    void takeLogs(String key) throws IOException {
        Path from = work.resolveSibling(key).resolve(logs().getFileName());
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.move(file, logs().resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
