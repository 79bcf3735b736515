package dev.tilewright.cli;

import dev.tilewright.app.Comparison;
import dev.tilewright.app.Home;
import dev.tilewright.app.UseCaseException;
import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.Yardstick;
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
        footer = {
            "",
            "First: tilewright bench small --save-baseline baseline.json",
            "Later: tilewright bench small --baseline baseline.json",
            "Exit codes: 0 nothing has become slower, 2 usage or a bad file, 3 no usable device, 4 a kernel is wrong or"
                    + " missing, 5 regression, 130 interrupted."
        })
final class BenchCommand extends Subcommand {

    private static final int DEFAULT_ROUNDS = 10;
    private static final int MOST_ROUNDS = 1000;
    private static final Duration FINISH = Duration.ofSeconds(10);

    @Parameters(
            paramLabel = "SUITE",
            description = "A suite of tasks/suites by its name, such as small, or the path of a suite file.")
    @SuppressWarnings("NullAway.Init")
    private String suite;

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
            description = "How often each case is measured, in a fresh process each time. Default: 10.")
    private int rounds = DEFAULT_ROUNDS;

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
            description = "How much slower a case may become before it is a regression. Default: 3%%.")
    private double threshold = 0.03;

    @Option(
            names = "--significance",
            paramLabel = "P",
            description = "The probability of a false alarm in a run, for all cases together. Default: 0.01.")
    private double significance = 0.01;

    @Option(names = "--format", paramLabel = "text|json", description = "How to print the result. Default: text.")
    private OutputFormat format = OutputFormat.TEXT;

    @Override
    public Integer call() {
        Comparison comparison = Comparison.prepare(Home.find(), request());
        comparison.notices().forEach(err()::println);
        Optional<Comparison.Result> measured = measure(comparison);
        if (measured.isEmpty()) {
            err().println("interrupted: nothing is compared or written");
            return ExitCode.INTERRUPTED;
        }
        Comparison.Result result = measured.get();
        BenchReport report = new BenchReport(result);
        switch (format) {
            case JSON -> Json.print(out(), report.json());
            case TEXT -> report.print(out());
        }
        boolean failed = result.has(Verdict.FAILED);
        if (save != null) {
            err().println(failed ? "%s is not written, because a kernel failed".formatted(save) : "baseline: " + save);
        }
        return failed ? ExitCode.NO_CANDIDATE : result.has(Verdict.REGRESSED) ? ExitCode.REGRESSION : ExitCode.DONE;
    }

    private Comparison.Request request() {
        if (!(significance > 0 && significance <= 0.5)) {
            throw UseCaseException.request("--significance must be above 0 and at most 0.5, not " + significance);
        }
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw UseCaseException.request("--rounds must be from 1 to %d, not %d".formatted(MOST_ROUNDS, rounds));
        }
        if (absolute && baseline == null) {
            throw UseCaseException.request("--absolute compares with stored times: give a --baseline");
        }
        return new Comparison.Request(
                suite,
                device.choice(),
                memory.location(),
                Optional.ofNullable(baseline),
                absolute ? Yardstick.TIMES : Yardstick.KERNEL,
                Optional.ofNullable(save),
                rounds,
                Optional.ofNullable(time),
                threshold,
                significance);
    }

    /** Measures; when the process is asked to end, the case in progress finishes, so that its worker and its folders go with it. */
    private Optional<Comparison.Result> measure(Comparison comparison) {
        BenchProgress progress = new BenchProgress(
                err(), Optional.ofNullable(Integer.getInteger("tilewright.columns")), InstantSource.system(), rounds);
        try (Interruption _ = new Interruption(comparison::stop, FINISH, ended -> {})) {
            return comparison.run(progress);
        } finally {
            progress.end();
        }
    }
}
