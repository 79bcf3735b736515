package dev.tilewright.cli;

import dev.tilewright.bench.Suite;
import dev.tilewright.bench.SuiteReader;
import dev.tilewright.task.TaskCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The suite that a command is about. */
final class SuiteArgument {

    private static final String EXTENSION = ".yaml";

    @Parameters(
            paramLabel = "SUITE",
            description = "A suite of tasks/suites by its name, such as small, or the path of a suite file.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    Suite suite() {
        Home home = Home.find();
        return SuiteReader.read(file(home), home.tasks(), home.folder());
    }

    String name() {
        return name;
    }

    private Path file(Home home) {
        if (name.contains("/")
                || name.endsWith(EXTENSION)
                || name.endsWith(".yml")
                || Files.isRegularFile(Path.of(name))) {
            return Path.of(name);
        }
        List<String> names = Files.isDirectory(home.suites()) ? new TaskCatalogue(home.suites()).names() : List.of();
        if (!names.contains(name)) {
            throw CommandFailure.usage("no suite is called %s%s; there are %s, or give the path of a suite file"
                    .formatted(name, Nearest.to(name, names), String.join(", ", names)));
        }
        return home.suites().resolve(name + EXTENSION);
    }
}
