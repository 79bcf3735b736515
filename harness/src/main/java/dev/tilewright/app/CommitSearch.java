package dev.tilewright.app;

import dev.tilewright.bench.Baseline;
import dev.tilewright.bench.BaselineException;
import dev.tilewright.bench.Bench;
import dev.tilewright.bench.BenchCase;
import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Criterion;
import dev.tilewright.bench.Effort;
import dev.tilewright.bench.KernelChoice;
import dev.tilewright.bench.KernelNotFoundException;
import dev.tilewright.bench.ProcessRounds;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.Suite;
import dev.tilewright.bench.SuiteReader;
import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.Yardstick;
import dev.tilewright.bench.repository.Bisection;
import dev.tilewright.bench.repository.Checkout;
import dev.tilewright.bench.repository.Commit;
import dev.tilewright.bench.repository.Repository;
import dev.tilewright.bench.repository.RepositoryException;
import dev.tilewright.bench.repository.Trial;
import dev.tilewright.confine.OwnedFolder;
import dev.tilewright.task.TaskException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds the commit of the user's repository that made a kernel slower: the kernels of a commit are measured beside those of the good one,
 * in the same processes.
 *
 * <p>Commits are checked out in a temporary folder. A commit whose kernels are those of one that was tried already is not measured again.
 *
 * <p>A commit between counts as slower where it is nearer to the bad one than to the good one: one that cost little is not what is looked
 * for where another cost much.
 */
public final class CommitSearch implements AutoCloseable {

    private final Home home;
    private final Request request;
    private final Bench.Listener progress;
    private final Repository repository;
    private final Path suite;
    private final SubjectFinder finder;
    private Criterion criterion;
    private final OwnedFolder folder = OwnedFolder.create("bisect");
    private final Map<Map<String, String>, Trial> known = new HashMap<>();
    private Optional<Checkout> good = Optional.empty();
    private SequencedMap<String, Baseline.Entry> kernels = new LinkedHashMap<>();
    private int trees;
    private volatile boolean stopped;
    private volatile Optional<Bench> bench = Optional.empty();
    private volatile Optional<Bisection> bisection = Optional.empty();

    /**
     * What a caller asks for.
     *
     * @param good a revision that is not slower
     * @param bad a later one that is
     * @param suite the path of a suite file in the repository, or a suite's name
     * @param only the name of the one case that counts; empty for all
     * @param device where every case is measured; where it names none, each case's own device
     * @param memory what a case of a task with known kernels may ask
     * @param effort how often each case is measured, for each commit
     * @param threshold how much slower a case may be, 0.03 for 3 %
     * @param significance the probability of a false alarm, for each commit
     */
    public record Request(
            String good,
            String bad,
            String suite,
            Optional<String> only,
            DeviceChoice device,
            MemoryLocation memory,
            Effort effort,
            double threshold,
            double significance) {}

    /**
     * What came of it.
     *
     * @param found the commit; empty if it could not be told whether the bad one is slower at all
     * @param told how the bad commit compares with the good one
     */
    public record Result(Optional<Bisection.Found> found, String told) {}

    /**
     * Prepares a search; nothing is checked out yet.
     *
     * @throws RepositoryException if the suite is in no repository
     */
    public CommitSearch(Home home, Request request, Bench.Listener progress) {
        this.home = home;
        this.request = request;
        this.progress = progress;
        try {
            Path file = new Suites(home).file(request.suite());
            repository = Repository.of(file);
            suite = repository.within(file);
            finder = new SubjectFinder(request.device(), request.memory());
            criterion = new Criterion(request.threshold(), request.significance());
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Lets {@link #run} return once the case that is being measured is done. May be called by any thread. */
    public void stop() {
        stopped = true;
        bench.ifPresent(Bench::stop);
        bisection.ifPresent(Bisection::stop);
    }

    /**
     * Searches.
     *
     * @return empty if it was stopped
     * @throws UseCaseException if the bad commit is not slower
     * @throws RepositoryException if a commit is not there, or the good one is no ancestor of the bad one
     */
    public Optional<Result> run(Bisection.Listener listener) {
        Commit first = repository.commit(request.good());
        Commit last = repository.commit(request.bad());
        if (first.hash().equals(last.hash()) || !repository.isAncestor(first, last)) {
            throw new RepositoryException(
                    "%s (%s) is no ancestor of %s (%s); give GOOD, which is not slower, and then BAD, a later commit that is"
                            .formatted(request.good(), first, request.bad(), last));
        }
        Checkout tree = checkout(first);
        good = Optional.of(tree);
        kernels = kernels(subjects(tree, Optional.empty(), Set.of()));
        listener.onCommit(last, repository.suspects(last, List.of(first)).size());
        Trial worst;
        Set<String> slower;
        try (Checkout badTree = checkout(last)) {
            List<Subject> subjects = subjects(badTree, Optional.of(baseline()), kernels.keySet());
            List<CaseResult> results = measure(subjects);
            if (stopped) {
                return Optional.empty();
            }
            worst = judged(results);
            List<CaseResult> regressed = results.stream()
                    .filter(result -> result.verdict() == Verdict.REGRESSED)
                    .toList();
            slower = regressed.stream().map(CommitSearch::name).collect(Collectors.toSet());
            criterion = halfWay(regressed);
            slower = slower.isEmpty() ? kernels.keySet() : slower;
            known.put(hashes(subjects, slower), worst);
        }
        listener.onTrial(last, worst);
        if (worst.verdict() == Trial.Verdict.GOOD) {
            throw UseCaseException.request("%s is not slower than %s: %s; name a commit that is"
                    .formatted(request.bad(), request.good(), worst.told()));
        }
        if (worst.verdict() == Trial.Verdict.UNKNOWN) {
            return Optional.of(new Result(Optional.empty(), worst.told()));
        }
        Set<String> wanted = Set.copyOf(slower);
        Bisection search = new Bisection(repository, commit -> attempt(commit, wanted), listener);
        bisection = Optional.of(search);
        if (stopped) {
            return Optional.empty();
        }
        return search.between(first, last, worst.told()).map(found -> new Result(Optional.of(found), worst.told()));
    }

    /** Returns how the commits between are judged, given what became slower; of several, the one that lost least counts. */
    private Criterion halfWay(List<CaseResult> regressed) {
        return regressed.stream()
                .flatMap(result -> result.judgement().stream())
                .mapToDouble(known -> known.ratio().ratio())
                .min()
                .stream()
                .mapToObj(criterion::halfWay)
                .findFirst()
                .orElse(criterion);
    }

    private Trial attempt(Commit commit, Set<String> wanted) {
        try (Checkout tree = checkout(commit)) {
            List<Subject> subjects = subjects(tree, Optional.of(baseline()), wanted);
            Map<String, String> hashes = hashes(subjects, wanted);
            Trial before = known.get(hashes);
            if (before != null) {
                return new Trial(before.verdict(), before.told() + ", as another commit with the same kernels");
            }
            Trial trial = complete(judged(measure(subjects)), hashes.keySet(), wanted);
            if (!stopped) {
                known.put(hashes, trial);
            }
            return trial;
        } catch (TaskException | KernelNotFoundException | BaselineException | RepositoryException untold) {
            return new Trial(
                    Trial.Verdict.UNKNOWN,
                    String.valueOf(untold.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** A case that is not there may have been slower. */
    private static Trial complete(Trial trial, Set<String> there, Set<String> wanted) {
        Optional<String> missing =
                wanted.stream().filter(name -> !there.contains(name)).sorted().findFirst();
        return missing.isPresent() && trial.verdict() == Trial.Verdict.GOOD
                ? new Trial(Trial.Verdict.UNKNOWN, "its suite has no case " + missing.get())
                : trial;
    }

    private Checkout checkout(Commit commit) {
        return repository.checkout(commit, folder.path().resolve("%d-%s".formatted(++trees, commit.shortHash())));
    }

    /** Returns the cases of a commit, as far as they are {@code wanted}; an empty set wants all. */
    private List<Subject> subjects(Checkout tree, Optional<Baseline> baseline, Set<String> wanted) {
        Path file = tree.folder().resolve(suite);
        if (!Files.isRegularFile(file)) {
            throw new RepositoryException(
                    "the suite %s is not there at %s; name one that both commits have".formatted(suite, tree.commit()));
        }
        Suite read = SuiteReader.readEnclosed(file, home.tasks(), tree.folder());
        List<BenchCase> cases = read.cases().stream()
                .filter(row -> !(row.kernel() instanceof KernelChoice.Best))
                .filter(row -> request.only().map(row.name()::equals).orElse(true))
                .filter(row -> wanted.isEmpty() || wanted.contains(row.name()))
                .toList();
        if (cases.isEmpty()) {
            throw new RepositoryException(
                    "the suite %s has no %s at %s that is compared: the best kernel that memory knows is in no commit"
                            .formatted(
                                    suite,
                                    request.only().map(name -> "case " + name).orElse("case"),
                                    tree.commit()));
        }
        return finder.find(cases, baseline, new LinkedHashSet<>());
    }

    private static SequencedMap<String, Baseline.Entry> kernels(List<Subject> subjects) {
        SequencedMap<String, Baseline.Entry> kernels = new LinkedHashMap<>();
        for (Subject subject : subjects) {
            BenchCase row = subject.benchCase();
            kernels.put(
                    row.name(),
                    new Baseline.Entry(
                            row.task().name(), row.problem(), subject.machine(), subject.candidate(), List.of()));
        }
        return kernels;
    }

    private Baseline baseline() {
        return new Baseline(Home.version(), Instant.now(), kernels);
    }

    private static Map<String, String> hashes(List<Subject> subjects, Set<String> wanted) {
        return subjects.stream()
                .filter(subject -> wanted.contains(subject.benchCase().name()))
                .collect(Collectors.toMap(
                        subject -> subject.benchCase().name(),
                        subject -> subject.candidate().hash(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    /** Measures the cases whose kernel is another than the good one. */
    private List<CaseResult> measure(List<Subject> subjects) {
        Bench measuring = new Bench(
                request.effort(),
                criterion,
                Yardstick.KERNEL,
                new ProcessRounds(Comparison::evaluator),
                InstantSource.system(),
                progress);
        bench = Optional.of(measuring);
        return measuring.measure(
                subjects.stream().filter(Subject::kernelChanged).toList());
    }

    private Trial judged(List<CaseResult> results) {
        List<String> told = new ArrayList<>();
        Trial.Verdict verdict = Trial.Verdict.GOOD;
        for (CaseResult result : results) {
            told.add(told(result));
            switch (result.verdict()) {
                case REGRESSED -> verdict = Trial.Verdict.BAD;
                case INCONCLUSIVE, FAILED, MEASURED ->
                    verdict = verdict == Trial.Verdict.BAD ? verdict : Trial.Verdict.UNKNOWN;
                case IMPROVED, UNCHANGED, NOT_SLOWER, SAME_KERNEL -> {}
            }
        }
        return new Trial(verdict, told.isEmpty() ? "its kernels are the good commit's" : String.join("; ", told));
    }

    private String told(CaseResult result) {
        return result.judgement()
                .map(known -> "%s takes %.3f times as long (95 %% interval %.3f to %.3f), %s"
                        .formatted(
                                name(result),
                                known.ratio().ratio(),
                                known.ratio().low(),
                                known.ratio().high(),
                                switch (result.verdict()) {
                                    case REGRESSED, INCONCLUSIVE ->
                                        result.verdict().id();
                                    default ->
                                        "not regressed by more than %.3g %%".formatted(100 * criterion.threshold());
                                }))
                .orElseGet(() -> "%s: %s%s"
                        .formatted(
                                name(result),
                                result.verdict().id(),
                                result.first()
                                        .measurement()
                                        .failure()
                                        .or(() -> result.first().measurement().baselineFailure())
                                        .map(failure -> ", " + failure.status().id())
                                        .orElse("")));
    }

    private static String name(CaseResult result) {
        return result.first().measurement().subject().benchCase().name();
    }

    /** Removes what was checked out. */
    @Override
    public void close() {
        good.ifPresent(Checkout::close);
        folder.close();
    }
}
