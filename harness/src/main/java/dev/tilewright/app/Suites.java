package dev.tilewright.app;

import dev.tilewright.bench.Suite;
import dev.tilewright.bench.SuiteReader;
import dev.tilewright.task.Suggestion;
import dev.tilewright.task.TaskCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The suites that there are.
 *
 * @param home where they are
 */
record Suites(Home home) {

    private static final String EXTENSION = ".yaml";

    /**
     * Reads a suite.
     *
     * @param name the name of a file in {@code tasks/suites}, such as {@code small}, or the path of a suite file
     * @throws UseCaseException if there is none of that name
     */
    Suite find(String name) {
        return SuiteReader.read(file(name), home.tasks(), home.folder());
    }

    /** Returns the file of a suite; for a path, whether it is there or not. */
    Path file(String name) {
        if (name.contains("/")
                || name.endsWith(EXTENSION)
                || name.endsWith(".yml")
                || Files.isRegularFile(Path.of(name))) {
            return Path.of(name);
        }
        List<String> names = Files.isDirectory(home.suites()) ? new TaskCatalogue(home.suites()).names() : List.of();
        if (!names.contains(name)) {
            throw UseCaseException.request("no suite is called %s%s; there are %s, or give the path of a suite file"
                    .formatted(name, Suggestion.forName(name, names), String.join(", ", names)));
        }
        return home.suites().resolve(name + EXTENSION);
    }
}
