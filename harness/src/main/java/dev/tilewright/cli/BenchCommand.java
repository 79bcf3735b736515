package dev.tilewright.cli;

import dev.tilewright.app.Comparison;
import dev.tilewright.app.Home;
import dev.tilewright.app.UseCaseException;
import dev.tilewright.bench.Effort;
import dev.tilewright.bench.Outcome;
import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.Yardstick;
import dev.tilewright.bench.history.HistoryException;
import dev.tilewright.bench.history.HistoryFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds a suite's kernels against what they were. */
@Command(
        name = "bench",
        description = "Measure a suite of kernels and compare it with a stored baseline: has anything become slower?",
        subcommands = {BenchHistoryCommand.class, BenchBisectCommand.class},
        synopsisSubcommandLabel = "| COMMAND",
        footer = {
            "",
            "First: tilewright bench small --save-baseline baseline.json",
            "Later: tilewright bench small --baseline baseline.json",
            "Exit codes: 0 nothing has become slower, 2 usage or a bad file, 3 no usable device, 4 a kernel is wrong or"
                    + " missing, 5 regression, 6 not decided (with --fail-on inconclusive), 130 interrupted."
        })
final class BenchCommand extends Subcommand {

    static final double DEFAULT_THRESHOLD = 0.02;
    static final double DEFAULT_SIGNIFICANCE = 0.01;

    private static final int DEFAULT_ROUNDS = 10;
    private static final int DEFAULT_GROWTH = 4;
    private static final int MOST_ROUNDS = 1000;
    private static final Duration FINISH = Duration.ofSeconds(10);

    @Parameters(
            paramLabel = "SUITE",
            arity = "0..1",
            description = "A suite of tasks/suites by its name, such as small, or the path of a suite file.")
    private @Nullable String suite;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DeviceOption device;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Option(names = "--baseline", paramLabel = "FILE", description = "Compare with this baseline.")
    private @Nullable Path baseline;

    @Option(
            names = "--absolute",
            description =
                    "Compare with the baseline's stored times, so that a slower driver, system or machine is a regression"
                            + " too. For a machine without other load.")
    private boolean absolute;

    @Option(
            names = "--save-baseline",
            paramLabel = "FILE",
            description = "Write what is measured as a baseline, kernels included. Not done if a kernel is wrong.")
    private @Nullable Path save;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often each case is measured at least, in a fresh process each time. Default: 10.")
    private int rounds = DEFAULT_ROUNDS;

    @Option(
            names = "--most-rounds",
            paramLabel = "N",
            description =
                    "How often a case is measured at most that is not decided, and again to see whether a slowdown"
                            + " persists. Default: four times --rounds.")
    private @Nullable Integer mostRounds;

    @Option(
            names = "--time",
            paramLabel = "SPAN",
            converter = SpanConverter.class,
            description = "Begin no round after this time: 90s, 10m. Default: as long as the rounds take.")
    private @Nullable Duration time;

    @Option(
            names = "--threshold",
            paramLabel = "SHARE",
            converter = ShareConverter.class,
            description = "How much slower a case may become before it is a regression. Default: 2%%.")
    private double threshold = DEFAULT_THRESHOLD;

    @Option(
            names = "--significance",
            paramLabel = "P",
            description = "The probability of a false alarm in a run, for all cases together. Default: 0.01.")
    private double significance = DEFAULT_SIGNIFICANCE;

    @Option(
            names = "--fail-on",
            paramLabel = "regression|inconclusive",
            description = "With inconclusive, exit with 6 if a case is not decided. Default: regression.")
    private FailOn failOn = FailOn.REGRESSION;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Where what runs told is kept, for `bench history`. Default: results/bench-history.jsonl.")
    private @Nullable Path history;

    @Option(names = "--no-history", description = "Keep nothing of this run.")
    private boolean noHistory;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private BenchFiles files;

    @Option(names = "--format", paramLabel = "text|json", description = "How to print the result. Default: text.")
    private OutputFormat format = OutputFormat.TEXT;

    @Override
    public Integer call() {
        if (suite == null) {
            throw UseCaseException.request(
                    "bench needs a SUITE, such as small, or a command: history or bisect; tilewright bench --help tells more");
        }
        Comparison.Request request = request(suite);
        files.check();
        Comparison comparison = Comparison.prepare(Home.find(), request);
        comparison.notices().forEach(err()::println);
        Optional<Outcome> measured = measure(comparison);
        if (measured.isEmpty()) {
            err().println("interrupted: nothing is compared or written");
            return ExitCode.INTERRUPTED;
        }
        Outcome outcome = measured.get();
        BenchReport report = new BenchReport(outcome);
        switch (format) {
            case JSON -> Json.print(out(), report.json());
            case TEXT -> report.print(out());
        }
        files.write(outcome);
        boolean failed = outcome.has(Verdict.FAILED);
        if (save != null) {
            err().println(failed ? "%s is not written, because a kernel failed".formatted(save) : "baseline: " + save);
        }
        return exitCode(outcome);
    }

    private int exitCode(Outcome outcome) {
        if (outcome.has(Verdict.FAILED)) {
            return ExitCode.NO_CANDIDATE;
        }
        if (outcome.has(Verdict.REGRESSED)) {
            return ExitCode.REGRESSION;
        }
        return failOn == FailOn.INCONCLUSIVE && outcome.has(Verdict.INCONCLUSIVE)
                ? ExitCode.INCONCLUSIVE
                : ExitCode.DONE;
    }

    private Comparison.Request request(String named) {
        checkSignificance(significance);
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw UseCaseException.request("--rounds must be from 1 to %d, not %d".formatted(MOST_ROUNDS, rounds));
        }
        int most = mostRounds == null ? Math.min(MOST_ROUNDS, DEFAULT_GROWTH * rounds) : mostRounds;
        if (most < rounds || most > MOST_ROUNDS) {
            throw UseCaseException.request(
                    "--most-rounds must be from --rounds, %d, to %d, not %d".formatted(rounds, MOST_ROUNDS, most));
        }
        if (noHistory && history != null) {
            throw UseCaseException.request("--history and --no-history exclude each other: give one of them");
        }
        if (absolute && baseline == null) {
            throw UseCaseException.request("--absolute compares with stored times: give a --baseline");
        }
        return new Comparison.Request(
                named,
                device.choice(),
                memory.location(),
                Optional.ofNullable(baseline),
                absolute ? Yardstick.TIMES : Yardstick.KERNEL,
                Optional.ofNullable(save),
                kept(),
                new Effort(rounds, most, Optional.ofNullable(time)),
                threshold,
                significance);
    }

    static void checkSignificance(double significance) {
        if (!(significance > 0 && significance <= 0.5)) {
            throw UseCaseException.request("--significance must be above 0 and at most 0.5, not " + significance);
        }
    }

    /** Returns where the run is kept. That nobody named the place, and it cannot be written, is no reason not to measure. */
    private Optional<HistoryFile> kept() {
        if (noHistory) {
            return Optional.empty();
        }
        if (history != null) {
            return Optional.of(new HistoryFile(history));
        }
        HistoryFile file = new HistoryFile(Home.find().benchHistory());
        try {
            file.checkWritable();
            return Optional.of(file);
        } catch (HistoryException unwritable) {
            err().println("this run is not kept for `bench history`: " + unwritable.getMessage());
            return Optional.empty();
        }
    }

    /** Measures; when the process is asked to end, the case in progress finishes, so that its worker and its folders go with it. */
    private Optional<Outcome> measure(Comparison comparison) {
        BenchProgress progress = new BenchProgress(
                err(), Optional.ofNullable(Integer.getInteger("tilewright.columns")), InstantSource.system());
        try (Interruption _ = new Interruption(comparison::stop, FINISH, ended -> {})) {
            return comparison.run(progress);
        } finally {
            progress.end();
        }
    }
}
