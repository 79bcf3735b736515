package dev.tilewright.cli;

import dev.tilewright.app.Home;
import dev.tilewright.app.OutputFile;
import dev.tilewright.app.UseCaseException;
import dev.tilewright.bench.RatioEstimate;
import dev.tilewright.bench.history.HistoryEntry;
import dev.tilewright.bench.history.HistoryFile;
import dev.tilewright.bench.history.HistoryPage;
import dev.tilewright.bench.history.Series;
import dev.tilewright.bench.history.Series.Point;
import dev.tilewright.bench.output.RatioText;
import dev.tilewright.report.Figures;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what runs of bench have told over time. */
@Command(
        name = "history",
        description = "Show times of cases over time, hardware and driver, from runs of bench that were kept.",
        footer = {"", "With a chart: tilewright bench history --html history.html"})
final class BenchHistoryCommand extends Subcommand {

    private static final int SHORT_COMMIT = 12;

    @Parameters(paramLabel = "SUITE", arity = "0..1", description = "Only runs of this suite. Default: all.")
    private @Nullable String suite;

    @Option(names = "--case", paramLabel = "NAME", description = "Only this case. Default: all.")
    private @Nullable String name;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Where runs are kept. Default: results/bench-history.jsonl.")
    private @Nullable Path history;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with a chart of each case.")
    private @Nullable Path html;

    @Option(names = "--format", paramLabel = "text|json", description = "How to print the result. Default: text.")
    private OutputFormat format = OutputFormat.TEXT;

    @Override
    public Integer call() {
        Optional<OutputFile> page = Optional.ofNullable(html).map(path -> new OutputFile(path, "--html"));
        page.ifPresent(OutputFile::check);
        HistoryFile file = new HistoryFile(
                Optional.ofNullable(history).orElseGet(() -> Home.find().benchHistory()));
        HistoryFile.Contents contents = file.read();
        if (contents.unreadable() > 0) {
            err().println("%s: %d %s not read, damaged or of a newer version"
                    .formatted(
                            file.path(),
                            contents.unreadable(),
                            contents.unreadable() == 1 ? "line was" : "lines were"));
        }
        List<Series> cases = Series.of(
                contents.entries(),
                Optional.ofNullable(suite).map(given -> HistoryEntry.name(Path.of(given))),
                Optional.ofNullable(name));
        if (cases.isEmpty()) {
            throw UseCaseException.request("%s has no times of %s; it has %s"
                    .formatted(
                            file.path(),
                            Optional.ofNullable(name)
                                    .map(given -> "case " + given)
                                    .orElse("suite " + suite),
                            Series.of(contents.entries(), Optional.empty(), Optional.empty()).stream()
                                    .map(known -> known.suite() + ": " + known.name())
                                    .collect(Collectors.toCollection(TreeSet::new))));
        }
        switch (format) {
            case JSON ->
                Json.print(out(), cases.stream().map(BenchHistoryCommand::json).toList());
            case TEXT -> print(cases);
        }
        page.ifPresent(target -> {
            target.write(HistoryPage.write(cases));
            err().println("chart: " + target.path());
        });
        return ExitCode.DONE;
    }

    private void print(List<Series> cases) {
        for (Series series : cases) {
            out().println("%s: %s".formatted(series.suite(), series.name()));
            Table table =
                    new Table("began", "commit", "time>", "95 % interval", "ratio>", "verdict", "machine", "driver");
            for (Point point : series.points()) {
                table.row(
                        point.run().began().replaceFirst("\\.\\d+", ""),
                        commit(point),
                        Figures.time(point.time().medianNanos()),
                        "%s to %s"
                                .formatted(
                                        Figures.time(point.time().lowNanos()),
                                        Figures.time(point.time().highNanos())),
                        point.measured().ratio().map(RatioText::ratio).orElse(""),
                        point.measured().verdict(),
                        point.measured().machine(),
                        point.measured().hardware().driver() + (series.driverChanged(point) ? " (changed)" : ""));
            }
            table.print(out());
        }
        out().flush();
    }

    private static String commit(Point point) {
        return point.run()
                .commit()
                .map(hash -> hash.substring(0, Math.min(SHORT_COMMIT, hash.length())))
                .orElse("");
    }

    private static Map<String, Object> json(Series series) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("suite", series.suite());
        json.put("case", series.name());
        json.put("runs", series.points().stream().map(BenchHistoryCommand::json).toList());
        return json;
    }

    private static Map<String, Object> json(Point point) {
        Map<String, Object> json = new LinkedHashMap<>();
        HistoryEntry.Case measured = point.measured();
        json.put("began", point.run().began());
        point.run().commit().ifPresent(commit -> json.put("commit", commit));
        json.put("tilewright", point.run().tilewright());
        json.put("device", measured.device());
        json.put("hardware", measured.hardware());
        json.put("compute_units", measured.computeUnits());
        json.put("hash", measured.hash());
        json.put("verdict", measured.verdict());
        json.put("median_ns", point.time().medianNanos());
        json.put("low_ns", point.time().lowNanos());
        json.put("high_ns", point.time().highNanos());
        json.put("rounds", point.time().samples());
        measured.ratio().map(RatioEstimate::ratio).ifPresent(ratio -> json.put("ratio", ratio));
        return json;
    }
}
