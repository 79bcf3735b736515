package dev.tilewright.cli;

import dev.tilewright.bench.Baseline;
import dev.tilewright.bench.BaselineFile;
import dev.tilewright.bench.Bench;
import dev.tilewright.bench.BenchCase;
import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Criterion;
import dev.tilewright.bench.KernelChoice;
import dev.tilewright.bench.Measurement;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.Subjects;
import dev.tilewright.bench.Suite;
import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.Yardstick;
import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.kernels.evaluate.EvaluationSettings;
import dev.tilewright.kernels.evaluate.ProcessEvaluator;
import dev.tilewright.evolve.memory.Memory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    private static final int SECONDS_TO_FINISH = 10;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private SuiteArgument argument;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DeviceChoice device;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Option(names = "--baseline", paramLabel = "FILE", description = "Compare with this baseline.")
    private @Nullable Path baseline;

    @Option(
            names = "--absolute",
            description =
                    "Compare with the baseline's stored times, so that a slower driver, system or machine is a regression"
                            + " too. For a machine that nobody else uses.")
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

    private volatile boolean interrupted;

    @Override
    public Integer call() {
        Suite suite = argument.suite();
        Criterion criterion = criterion(suite);
        Optional<Baseline> known = Optional.ofNullable(baseline).map(BaselineFile::read);
        if (save != null) {
            BaselineFile.checkWritable(save);
        }
        List<Subject> subjects = subjects(suite, known);
        List<Measurement> measurements = measure(subjects);
        if (interrupted) {
            err().println("interrupted: nothing is compared or written");
            return ExitCode.INTERRUPTED;
        }
        List<CaseResult> results = CaseResult.of(measurements, criterion);
        BenchReport report = new BenchReport(suite, known, results, criterion, rounds);
        switch (format) {
            case JSON -> Json.print(out(), report.json());
            case TEXT -> report.print(out());
        }
        boolean failed = has(results, Verdict.FAILED);
        if (save != null) {
            if (failed) {
                err().printf("%s is not written, because a kernel failed%n", save);
            } else {
                BaselineFile.write(save, baseline(measurements));
                err().println("baseline: " + save);
            }
        }
        return failed ? ExitCode.NO_CANDIDATE : has(results, Verdict.REGRESSED) ? ExitCode.REGRESSION : ExitCode.DONE;
    }

    private static boolean has(List<CaseResult> results, Verdict verdict) {
        return results.stream().anyMatch(result -> result.verdict() == verdict);
    }

    private Criterion criterion(Suite suite) {
        if (!(significance > 0 && significance <= 0.5)) {
            throw CommandFailure.usage("--significance must be above 0 and at most 0.5, not " + significance);
        }
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw CommandFailure.usage("--rounds must be from 1 to %d, not %d".formatted(MOST_ROUNDS, rounds));
        }
        if (absolute && baseline == null) {
            throw CommandFailure.usage("--absolute compares with stored times: give a --baseline");
        }
        Criterion criterion = new Criterion(threshold, significance);
        int least = criterion.leastRounds(suite.cases().size());
        if ((baseline != null || save != null) && rounds < least) {
            throw CommandFailure.usage(
                    "--rounds %d: with %d cases no slowdown, however large, could be told from chance at a significance of %s; give at least %d"
                            .formatted(rounds, suite.cases().size(), significance, least));
        }
        return criterion;
    }

    private List<Subject> subjects(Suite suite, Optional<Baseline> known) {
        Backends backends = Backends.load();
        boolean asksMemory = suite.cases().stream().anyMatch(row -> row.kernel() instanceof KernelChoice.Best);
        Optional<Memory> store = asksMemory ? memory.openIfThere() : Optional.empty();
        try {
            Subjects finder = new Subjects(known, store);
            Optional<Device> usual = Optional.empty();
            List<Subject> subjects = new ArrayList<>();
            for (BenchCase row : suite.cases()) {
                Device chosen;
                if (device.named().isPresent() || row.device().isEmpty()) {
                    usual = usual.or(() -> Optional.of(device.choose(backends, err())));
                    chosen = usual.get();
                } else {
                    chosen = backends.device(row.device().get());
                }
                subjects.add(finder.of(row, chosen, backends.languageOf(chosen)));
            }
            return subjects;
        } finally {
            store.ifPresent(Memory::close);
        }
    }

    private List<Measurement> measure(List<Subject> subjects) {
        BenchProgress progress = new BenchProgress(
                err(), Optional.ofNullable(Integer.getInteger("tilewright.columns")), InstantSource.system(), rounds);
        Bench bench = new Bench(
                rounds,
                absolute ? Yardstick.TIMES : Yardstick.KERNEL,
                Optional.ofNullable(time),
                subject -> new ProcessEvaluator(
                        subject.benchCase().task(),
                        subject.benchCase().problem(),
                        subject.device(),
                        EvaluationSettings.defaults()),
                InstantSource.system(),
                progress);
        CountDownLatch finished = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(bench, finished), "interrupt"));
        try {
            return bench.measure(subjects);
        } finally {
            progress.end();
            finished.countDown();
        }
    }

    /** Runs when the process is asked to end: lets the case in progress finish, so that its worker and its folders go with it. */
    private void interrupt(Bench bench, CountDownLatch finished) {
        if (finished.getCount() == 0) {
            return;
        }
        interrupted = true;
        bench.stop();
        try {
            finished.await(SECONDS_TO_FINISH, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Baseline baseline(List<Measurement> measurements) {
        SequencedMap<String, Baseline.Entry> cases = new LinkedHashMap<>();
        for (Measurement measurement : measurements) {
            Subject subject = measurement.subject();
            BenchCase row = subject.benchCase();
            cases.put(
                    row.name(),
                    new Baseline.Entry(
                            row.task().name(),
                            row.problem(),
                            subject.machine(),
                            subject.candidate(),
                            measurement.now()));
        }
        return new Baseline(Home.version(), Instant.now(), cases);
    }
}
