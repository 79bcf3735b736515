package dev.tilewright.app;

import dev.tilewright.bench.Baseline;
import dev.tilewright.bench.BaselineFile;
import dev.tilewright.bench.Bench;
import dev.tilewright.bench.BenchCase;
import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Criterion;
import dev.tilewright.bench.Effort;
import dev.tilewright.bench.Measurement;
import dev.tilewright.bench.Outcome;
import dev.tilewright.bench.ProcessRounds;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.Suite;
import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.Yardstick;
import dev.tilewright.bench.history.HistoryEntry;
import dev.tilewright.bench.history.HistoryFile;
import dev.tilewright.bench.repository.Repository;
import dev.tilewright.kernels.evaluate.EvaluationSettings;
import dev.tilewright.kernels.evaluate.ProcessEvaluator;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/** Measures a suite's kernels and compares them with what they were. */
public final class Comparison {

    /** Ten turns of a tenth of a second say more than one of a second: the machine has changed between them. */
    private static final SamplingBudget TURN =
            new SamplingBudget(0.005, 80_000_000L, 3, 300, 1.2, 20_000_000L, 300_000_000L);

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
     * @param history the file that keeps what runs told; empty to keep nothing
     * @param effort how often each case is measured
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
            Optional<HistoryFile> history,
            Effort effort,
            double threshold,
            double significance) {}

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
        request.history().ifPresent(HistoryFile::checkWritable);
        SequencedSet<String> notices = new LinkedHashSet<>();
        List<Subject> subjects =
                new SubjectFinder(request.device(), request.memory()).find(suite.cases(), baseline, notices);
        return new Comparison(request, suite, criterion, baseline, subjects, List.copyOf(notices));
    }

    /** Returns what the caller should know about the choice of devices. */
    public List<String> notices() {
        return notices;
    }

    /**
     * Measures, compares, writes the baseline if one is to be written and no kernel failed, and keeps what it told.
     *
     * @return empty if it was stopped: nothing is compared or written then
     * @throws UseCaseException if a baseline is to be written and some case could not be timed
     */
    public Optional<Outcome> run(Bench.Listener listener) {
        Instant began = Instant.now();
        Bench measuring = new Bench(
                request.effort(),
                criterion,
                request.yardstick(),
                new ProcessRounds(Comparison::evaluator),
                InstantSource.system(),
                listener);
        bench = Optional.of(measuring);
        if (stopped) {
            return Optional.empty();
        }
        List<CaseResult> results = measuring.measure(subjects);
        if (stopped) {
            return Optional.empty();
        }
        Outcome outcome = new Outcome(
                suite,
                baseline,
                results,
                criterion,
                request.effort(),
                Home.version(),
                began,
                Repository.commitAt(suite.file()));
        request.history().ifPresent(history -> history.append(HistoryEntry.of(outcome)));
        if (!outcome.has(Verdict.FAILED)) {
            request.save().ifPresent(file -> BaselineFile.write(file, asBaseline(file, results)));
        }
        return Optional.of(outcome);
    }

    /** Makes what times a case of a suite. */
    public static ProcessEvaluator evaluator(Subject subject) {
        return new ProcessEvaluator(
                subject.benchCase().task(),
                subject.benchCase().problem(),
                subject.device(),
                EvaluationSettings.defaults().sampledBy(TURN));
    }

    /** Lets {@link #run} return once the case that is being measured is done. May be called by any thread. */
    public void stop() {
        stopped = true;
        bench.ifPresent(Bench::stop);
    }

    private static void requireEnoughRounds(Request request, Suite suite, Criterion criterion) {
        int cases = suite.cases().size();
        int looks = request.effort().looks().size();
        boolean compares = request.baseline().isPresent();
        int least = compares ? criterion.leastRounds(1, looks) : criterion.leastRounds(cases, 1);
        int rounds = compares ? request.effort().mostRounds() : request.effort().rounds();
        if ((compares || request.save().isPresent()) && rounds < least) {
            throw UseCaseException.request(
                    "%s %d: with %d cases no slowdown, however large, could be told from chance at a significance of %s; give at least %d"
                            .formatted(
                                    compares ? "--most-rounds" : "--rounds",
                                    rounds,
                                    cases,
                                    request.significance(),
                                    least));
        }
    }

    private static Baseline asBaseline(Path file, List<CaseResult> results) {
        SequencedMap<String, Baseline.Entry> cases = new LinkedHashMap<>();
        for (CaseResult result : results) {
            Measurement measurement = result.measurement();
            Subject subject = measurement.subject();
            BenchCase row = subject.benchCase();
            if (measurement.rounds().isEmpty()) {
                throw new UseCaseException(
                        Blame.MACHINE,
                        "the baseline %s is not written, because case %s could not be timed (%s); run it again when the machine is less busy"
                                .formatted(
                                        file,
                                        row.name(),
                                        measurement.untimed().stream()
                                                .findFirst()
                                                .orElse("no time")));
            }
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
