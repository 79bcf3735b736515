package dev.tilewright.cli;

import dev.tilewright.app.OutputFile;
import dev.tilewright.bench.Outcome;
import dev.tilewright.bench.output.JmhJson;
import dev.tilewright.bench.output.JunitXml;
import dev.tilewright.bench.output.MarkdownTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name files in which a run is told in forms that others read. */
final class BenchFiles {

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write a test report, in JUnit's XML, for a CI server.")
    private @Nullable Path junit;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write a table in Markdown, for a pull request.")
    private @Nullable Path markdown;

    @Option(names = "--jmh", paramLabel = "FILE", description = "Write the times in the form of JMH's JSON.")
    private @Nullable Path jmh;

    private record Wanted(OutputFile file, Function<Outcome, String> text) {}

    private List<Wanted> wanted() {
        List<Wanted> wanted = new ArrayList<>();
        add(wanted, junit, "--junit", JunitXml::write);
        add(wanted, markdown, "--markdown", MarkdownTable::write);
        add(wanted, jmh, "--jmh", JmhJson::write);
        return wanted;
    }

    private static void add(List<Wanted> wanted, @Nullable Path path, String option, Function<Outcome, String> text) {
        if (path != null) {
            wanted.add(new Wanted(new OutputFile(path, option), text));
        }
    }

    /** Checks, before anything is measured, that they can be written. */
    void check() {
        wanted().forEach(file -> file.file().check());
    }

    void write(Outcome outcome) {
        wanted().forEach(file -> file.file().write(file.text().apply(outcome)));
    }
}
