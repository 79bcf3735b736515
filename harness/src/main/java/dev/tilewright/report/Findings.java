package dev.tilewright.report;

import dev.tilewright.cost.CostDescription;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Incumbents;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import dev.tilewright.evolve.loop.Insight;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.llm.record.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run amounts to, read from its record alone.
 *
 * <p>The best changes in two ways only: the first candidate that is right is the best there is, and after it whatever a
 * confirmation found to be faster. An evaluation that merely looks faster is a dot in the curve, not a best.
 *
 * @param run the run
 * @param subject reads what the run's domain made and measured
 * @param steps its steps, in order
 * @param times the times of the steps after all comparisons
 * @param moments how long the run had been going when each was committed
 * @param demand what its problem demands
 * @param baseline the naive kernel, or else the first that was right of those that the search began with
 * @param bests every step that was the best in its turn, in order
 * @param counts how many evaluations ended in each status, for those that occurred
 * @param lineage the best and its ancestors, oldest first
 * @param failures the first evaluation that failed in each way, and how many did
 * @param background what is known of it beside its steps
 */
public record Findings(
        Run run,
        Subject subject,
        List<Step> steps,
        StandingTimes times,
        List<Duration> moments,
        Demand demand,
        Optional<Step> baseline,
        List<Step> bests,
        Map<Status, Integer> counts,
        List<Ancestor> lineage,
        List<Failure> failures,
        Background background) {

    private static final int LONGEST_DIAGNOSTIC = 240;

    public Findings {
        steps = List.copyOf(steps);
        moments = List.copyOf(moments);
        bests = List.copyOf(bests);
        counts = Collections.unmodifiableMap(counts);
        lineage = List.copyOf(lineage);
        failures = List.copyOf(failures);
    }

    /** Reads the record of a search for kernels. */
    public static Findings of(Run run, List<Step> steps, Demand demand) {
        return of(run, new KernelSubject(), steps, demand);
    }

    /** Reads a run's record. */
    public static Findings of(Run run, Subject subject, List<Step> steps, Demand demand) {
        List<Step> bests = Incumbents.of(steps);
        StandingTimes times = StandingTimes.of(subject, steps, bests);
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        steps.forEach(step -> counts.merge(step.standing().status(), 1, Integer::sum));
        List<Ancestor> lineage = bests.isEmpty() ? List.of() : lineage(bests.getLast(), steps, times);
        return new Findings(
                run,
                subject,
                steps,
                times,
                subject.moments(run, steps),
                demand,
                baseline(steps, subject),
                bests,
                counts,
                lineage,
                failures(steps, subject),
                Background.NONE);
    }

    /**
     * What is known of a run beside its steps.
     *
     * @param description what the best does, by count; empty where that is unknown
     * @param exchanges what language models were asked and answered, in order
     * @param reference what results were held against, in words; empty where that is the task's expression by the error model
     * @param outcome what came of the search that has just ended; empty where a run is read from memory
     * @param insight what the search believed on its way; empty where that is not known
     */
    public record Background(
            Optional<CostDescription> description,
            List<Exchange> exchanges,
            Optional<String> reference,
            Optional<EvolutionOutcome> outcome,
            Optional<Insight> insight) {

        static final Background NONE =
                new Background(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

        public Background {
            exchanges = List.copyOf(exchanges);
        }
    }

    private Findings with(Background other) {
        return new Findings(
                run, subject, steps, times, moments, demand, baseline, bests, counts, lineage, failures, other);
    }

    /** Returns the same with a description of the best. */
    public Findings describedAs(CostDescription cost) {
        return with(new Background(Optional.of(cost), exchanges(), reference(), outcome(), insight()));
    }

    /** Returns the same with what language models were asked and answered. */
    public Findings withExchanges(List<Exchange> asked) {
        return with(new Background(description(), asked, reference(), outcome(), insight()));
    }

    /** Returns the same with what results were held against, where that is not the task's expression by the error model. */
    public Findings heldAgainst(String trusted) {
        return with(new Background(description(), exchanges(), Optional.of(trusted), outcome(), insight()));
    }

    /** Returns the same with what came of the search that has just ended. */
    public Findings endedWith(EvolutionOutcome ended) {
        return with(new Background(description(), exchanges(), reference(), Optional.of(ended), insight()));
    }

    /** Returns the same with what the search believed on its way. */
    public Findings believing(Insight known) {
        return with(new Background(description(), exchanges(), reference(), outcome(), Optional.of(known)));
    }

    /** Returns what the best does, by count; empty where that is unknown. */
    public Optional<CostDescription> description() {
        return background.description();
    }

    /** Returns what language models were asked and answered, in order. */
    public List<Exchange> exchanges() {
        return background.exchanges();
    }

    /** Returns what results were held against, in words; empty where that is the task's expression by the error model. */
    public Optional<String> reference() {
        return background.reference();
    }

    /** Returns what came of the search that has just ended; empty where a run is read from memory. */
    public Optional<EvolutionOutcome> outcome() {
        return background.outcome();
    }

    /** Returns what the search believed on its way; empty where that is not known. */
    public Optional<Insight> insight() {
        return background.insight();
    }

    /** Tells whether the run has steps, and the harness failed in all of them. */
    public boolean undecided() {
        return !steps.isEmpty() && steps.stream().noneMatch(Step::isDecided);
    }

    /** Returns the best of all, empty if no candidate was right. */
    public Optional<Step> best() {
        return bests.isEmpty() ? Optional.empty() : Optional.of(bests.getLast());
    }

    /** Says how comparisons with the best so far ended, {@code 2 faster, 5 not-faster}; empty if there was none. */
    public String comparisons() {
        Map<Verdict, Long> verdicts = steps.stream()
                .flatMap(step -> step.confirmation().stream())
                .collect(Collectors.groupingBy(
                        Confirmation::verdict, () -> new EnumMap<>(Verdict.class), Collectors.counting()));
        return verdicts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().id())
                .collect(Collectors.joining(", "));
    }

    /** Returns the time of a step after all comparisons; empty unless its evaluation was ok. */
    public Optional<TimeEstimate> time(Step step) {
        return times.of(step);
    }

    /** Returns the time of the best after all comparisons. */
    public Optional<TimeEstimate> bestTime() {
        return best().flatMap(this::time);
    }

    /** Returns the time of the baseline after all comparisons. */
    public Optional<TimeEstimate> baselineTime() {
        return baseline().flatMap(this::time);
    }

    /** Returns how many times as fast as the baseline {@code step} is. */
    public OptionalDouble speedup(Step step) {
        Optional<TimeEstimate> time = time(step);
        return baselineTime().isPresent() && time.isPresent()
                ? OptionalDouble.of(
                        baselineTime().get().medianNanos() / time.get().medianNanos())
                : OptionalDouble.empty();
    }

    /** Returns what the baseline is, in words. */
    public String baselineName() {
        return baseline().map(step -> subject.description(step.candidate())).orElse("nothing");
    }

    /** Returns how long the run took, up to its last step. */
    public Duration elapsed() {
        return moments.isEmpty() ? Duration.ZERO : moments.getLast();
    }

    /** Returns how many outcomes were known to memory and cost nothing. */
    public long recalled() {
        return steps.stream().filter(Step::recalled).count();
    }

    /**
     * One candidate in the lineage of the best.
     *
     * @param step when it was evaluated
     * @param overParent how many times as fast as its parent it is; empty for the first
     */
    public record Ancestor(Step step, OptionalDouble overParent) {}

    /**
     * One way in which evaluations failed.
     *
     * @param status how they ended
     * @param diagnostic the first line that says why
     * @param first the ordinal of the first
     * @param change what had been done to make that one
     * @param count how many there were
     * @param naive whether the naive kernel is one of them
     * @param refuted whether confirmations found it, and not the evaluations
     */
    public record Failure(
            Status status, String diagnostic, int first, String change, int count, boolean naive, boolean refuted) {

        private static Failure of(Step step, Evaluation outcome, Subject subject) {
            return new Failure(
                    outcome.status(),
                    firstLine(outcome.diagnostics()),
                    step.ordinal(),
                    step.candidate().lineage().change(),
                    1,
                    subject.isNaive(step.candidate()),
                    step.confirmation().filter(Confirmation::refutes).isPresent());
        }

        private String key() {
            return status.id() + diagnostic;
        }

        private Failure and(Failure other) {
            return new Failure(
                    status,
                    diagnostic,
                    first,
                    change,
                    count + other.count,
                    naive || other.naive,
                    refuted || other.refuted);
        }
    }

    private static Optional<Step> baseline(List<Step> steps, Subject subject) {
        List<Step> seeds = steps.stream()
                .filter(step -> step.evaluation().ok())
                .filter(step -> step.candidate().lineage().parents().isEmpty())
                .toList();
        return seeds.stream()
                .filter(step -> subject.isNaive(step.candidate()))
                .findFirst()
                .or(() -> seeds.stream().findFirst());
    }

    private static List<Ancestor> lineage(Step best, List<Step> steps, StandingTimes times) {
        Map<String, Step> firstOf = new HashMap<>();
        for (Step step : steps) {
            if (step.evaluation().ok()) {
                firstOf.putIfAbsent(step.candidate().hash(), step);
            }
        }
        List<Ancestor> ancestors = new ArrayList<>();
        Set<String> met = new HashSet<>();
        Optional<Step> next = Optional.of(best);
        while (next.isPresent()) {
            Step step = next.get();
            met.add(step.candidate().hash());
            Optional<Step> parent = parent(step.candidate(), firstOf, met);
            ancestors.add(new Ancestor(
                    step,
                    parent.map(p -> OptionalDouble.of(medianNanos(p, times) / medianNanos(step, times)))
                            .orElse(OptionalDouble.empty())));
            next = parent;
        }
        return ancestors.reversed();
    }

    private static Optional<Step> parent(Candidate candidate, Map<String, Step> firstOf, Set<String> met) {
        return candidate.lineage().parents().stream()
                .findFirst()
                .filter(hash -> !met.contains(hash))
                .map(firstOf::get);
    }

    private static double medianNanos(Step step, StandingTimes times) {
        return times.of(step).orElseThrow().medianNanos();
    }

    /** That of the naive kernel first, since it should be right in any case, and then the most frequent. */
    private static List<Failure> failures(List<Step> steps, Subject subject) {
        Map<String, Failure> failures = new LinkedHashMap<>();
        for (Step step : steps) {
            outcomes(step)
                    .filter(outcome -> !outcome.ok())
                    .map(outcome -> Failure.of(step, outcome, subject))
                    .forEach(failure -> failures.merge(failure.key(), failure, Failure::and));
        }
        return failures.values().stream()
                .sorted(Comparator.comparing(Failure::naive)
                        .thenComparingInt(Failure::count)
                        .reversed()
                        .thenComparingInt(Failure::first))
                .toList();
    }

    /** Returns what a step is worth, and, where the harness failed in its confirmation, that as well. */
    private static Stream<Evaluation> outcomes(Step step) {
        return Stream.concat(
                Stream.of(step.standing()),
                step.confirmation().stream()
                        .filter(Confirmation::isUndecided)
                        .map(confirmation -> Evaluation.undecided("a confirmation: " + confirmation.reason(), 0)));
    }

    /** The first line that says something; of a compiler's log, the first that names an error. */
    private static String firstLine(String diagnostics) {
        List<String> lines = diagnostics
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        String line = lines.stream()
                .filter(candidate -> candidate.contains("error:"))
                .findFirst()
                .or(() -> lines.stream().findFirst())
                .orElse("");
        return line.length() <= LONGEST_DIAGNOSTIC ? line : line.substring(0, LONGEST_DIAGNOSTIC - 1) + "…";
    }
}
