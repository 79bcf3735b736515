package dev.tilewright.app;

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
import dev.tilewright.kernels.evaluate.DeviceInspector;
import dev.tilewright.kernels.evaluate.EvaluationSettings;
import dev.tilewright.kernels.evaluate.ProcessEvaluator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/** Measures a suite's kernels and compares them with what they were. */
public final class Comparison {

    private final Request request;
    private final Suite suite;
    private final Criterion criterion;
    private final Optional<Baseline> baseline;
    private final List<Subject> subjects;
    private final List<String> notices;
    private volatile boolean stopped;
    private volatile Optional<Bench> bench = Optional.empty();

    /**
     * What a caller asks for.
     *
     * @param suite a suite's name, or the path of its file
     * @param device where every case is measured; where it names none, each case's own device
     * @param memory what knows the best kernels
     * @param baseline the file to compare with; empty for none
     * @param yardstick what of the baseline counts
     * @param save the file to write what is measured to, as a baseline; empty for none
     * @param rounds how often each case is measured
     * @param time no round is begun after it; empty for as long as the rounds take
     * @param threshold how much slower a case may become, 0.03 for 3 %
     * @param significance the probability of a false alarm, for all cases together
     */
    public record Request(
            String suite,
            DeviceChoice device,
            MemoryLocation memory,
            Optional<Path> baseline,
            Yardstick yardstick,
            Optional<Path> save,
            int rounds,
            Optional<Duration> time,
            double threshold,
            double significance) {}

    /**
     * What came of it.
     *
     * @param suite what was measured
     * @param baseline what it was compared with; empty for nothing
     * @param results a result for each case of the suite, in its order
     * @param criterion when a difference counts
     * @param rounds how many were asked for
     */
    public record Result(
            Suite suite, Optional<Baseline> baseline, List<CaseResult> results, Criterion criterion, int rounds) {

        public Result {
            results = List.copyOf(results);
        }

        /** Tells whether some case ended so. */
        public boolean has(Verdict verdict) {
            return results.stream().anyMatch(result -> result.verdict() == verdict);
        }
    }

    private Comparison(
            Request request,
            Suite suite,
            Criterion criterion,
            Optional<Baseline> baseline,
            List<Subject> subjects,
            List<String> notices) {
        this.request = request;
        this.suite = suite;
        this.criterion = criterion;
        this.baseline = baseline;
        this.subjects = subjects;
        this.notices = List.copyOf(notices);
    }

    /**
     * Finds everything that is to be measured, and measures nothing yet.
     *
     * @throws UseCaseException if the request has a mistake; exceptions of the floors below say the same of their parts
     */
    public static Comparison prepare(Home home, Request request) {
        Suite suite = new Suites(home).find(request.suite());
        Criterion criterion = new Criterion(request.threshold(), request.significance());
        requireEnoughRounds(request, suite, criterion);
        Optional<Baseline> baseline = request.baseline().map(BaselineFile::read);
        request.save().ifPresent(BaselineFile::checkWritable);
        SequencedSet<String> notices = new LinkedHashSet<>();
        List<Subject> subjects = subjects(request, suite, baseline, notices);
        return new Comparison(request, suite, criterion, baseline, subjects, List.copyOf(notices));
    }

    /** Returns what the caller should know about the choice of devices. */
    public List<String> notices() {
        return notices;
    }

    /**
     * Measures, compares, and writes the baseline if one is to be written and no kernel failed.
     *
     * @return empty if it was stopped: nothing is compared or written then
     */
    public Optional<Result> run(Bench.Listener listener) {
        Bench measuring = new Bench(
                request.rounds(),
                request.yardstick(),
                request.time(),
                subject -> new ProcessEvaluator(
                        subject.benchCase().task(),
                        subject.benchCase().problem(),
                        subject.device(),
                        EvaluationSettings.defaults()),
                InstantSource.system(),
                listener);
        bench = Optional.of(measuring);
        if (stopped) {
            return Optional.empty();
        }
        List<Measurement> measurements = measuring.measure(subjects);
        if (stopped) {
            return Optional.empty();
        }
        List<CaseResult> results = CaseResult.of(measurements, criterion);
        Result result = new Result(suite, baseline, results, criterion, request.rounds());
        if (!result.has(Verdict.FAILED)) {
            request.save().ifPresent(file -> BaselineFile.write(file, asBaseline(measurements)));
        }
        return Optional.of(result);
    }

    /** Lets {@link #run} return once the case that is being measured is done. May be called by any thread. */
    public void stop() {
        stopped = true;
        bench.ifPresent(Bench::stop);
    }

    private static void requireEnoughRounds(Request request, Suite suite, Criterion criterion) {
        int least = criterion.leastRounds(suite.cases().size());
        if ((request.baseline().isPresent() || request.save().isPresent()) && request.rounds() < least) {
            throw UseCaseException.request(
                    "--rounds %d: with %d cases no slowdown, however large, could be told from chance at a significance of %s; give at least %d"
                            .formatted(request.rounds(), suite.cases().size(), request.significance(), least));
        }
    }

    private static List<Subject> subjects(
            Request request, Suite suite, Optional<Baseline> baseline, SequencedSet<String> notices) {
        boolean asksMemory = suite.cases().stream().anyMatch(row -> row.kernel() instanceof KernelChoice.Best);
        Optional<OpenMemory> store = asksMemory ? request.memory().openIfThere() : Optional.empty();
        try (DeviceInspector inspector = new DeviceInspector()) {
            Subjects finder = new Subjects(baseline, store.map(OpenMemory::memory));
            List<Subject> subjects = new ArrayList<>();
            for (BenchCase row : suite.cases()) {
                boolean everywhere = request.device().id().isPresent();
                DeviceChoice.Chosen chosen =
                        (everywhere ? request.device() : new DeviceChoice(row.device())).choose(inspector);
                chosen.notice().ifPresent(notices::add);
                subjects.add(finder.of(row, chosen.device(), chosen.language()));
            }
            return subjects;
        } finally {
            store.ifPresent(OpenMemory::close);
        }
    }

    private static Baseline asBaseline(List<Measurement> measurements) {
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
