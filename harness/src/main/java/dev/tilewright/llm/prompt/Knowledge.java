package dev.tilewright.llm.prompt;

import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.screen.CompilerOutput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured on some hardware of each transformation, and how children failed.
 *
 * @param transformations by name
 * @param failures by status and reason
 */
public record Knowledge(SortedMap<String, Tally> transformations, SortedMap<String, Failure> failures) {

    private static final int MOST_FAILURES = 40;
    private static final int LONGEST_REASON = 160;

    /** Nothing is known. */
    public static final Knowledge NONE = new Knowledge(new TreeMap<>(), new TreeMap<>());

    public Knowledge {
        transformations = Collections.unmodifiableSortedMap(new TreeMap<>(transformations));
        failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
    }

    /**
     * The children that a transformation made, or was asked for, whose own time and whose parent's are known.
     *
     * @param tried how many
     * @param faster how many of them were faster than their parent
     * @param sum of their log speed-ups over their parents
     * @param squares sum of the squares of these
     */
    public record Tally(int tried, int faster, double sum, double squares) {

        private static final double Z95 = 1.96;

        /** Returns both together. */
        Tally plus(Tally other) {
            return new Tally(tried + other.tried, faster + other.faster, sum + other.sum, squares + other.squares);
        }

        /** Returns the geometric mean of the speed-ups. */
        public double factor() {
            return Math.exp(sum / tried);
        }

        /** Returns half the width of the 95 % interval of the mean log speed-up, by the normal approximation. */
        public double margin() {
            if (tried < 2) {
                return Double.POSITIVE_INFINITY;
            }
            double mean = sum / tried;
            double variance = Math.max(0, (squares - tried * mean * mean) / (tried - 1));
            return Z95 * Math.sqrt(variance / tried);
        }

        /** Returns the tally in words: {@code 1.21× (1.05 to 1.40) over its parent, faster in 7 of 12}. */
        public String text() {
            String mean = Quantities.factor(factor());
            return tried < 2
                    ? "%s over its parent, tried once".formatted(mean)
                    : "%s (%s to %s) over its parent, faster in %d of %d"
                            .formatted(
                                    mean,
                                    Quantities.factor(factor() * Math.exp(-margin())),
                                    Quantities.factor(factor() * Math.exp(margin())),
                                    faster,
                                    tried);
        }
    }

    /**
     * One way in which children failed.
     *
     * @param change what had been done to make the first of them
     * @param count how many
     */
    public record Failure(String change, int count) {}

    /** Returns what the steps of a run say, after all confirmations. */
    public static Knowledge of(List<Step> steps) {
        return NONE.plus(steps);
    }

    /** Returns this with what the steps of a run say, after all confirmations. */
    public Knowledge plus(List<Step> steps) {
        Map<String, Evaluation> outcomes = new HashMap<>();
        Knowledge all = this;
        for (Step step : steps) {
            if (step.evaluation().isUndecided()) {
                continue;
            }
            Optional<Evaluation> parent =
                    step.candidate().lineage().parents().stream().findFirst().map(outcomes::get);
            all = all.plus(step, parent);
            outcomes.putIfAbsent(step.candidate().hash(), step.standing());
        }
        return all;
    }

    /**
     * Returns this with what one more step says.
     *
     * @param parent what the outcome of the candidate that it was changed from is worth; empty for a seed
     */
    public Knowledge plus(Step step, Optional<Evaluation> parent) {
        if (step.evaluation().isUndecided()) {
            return this;
        }
        SortedMap<String, Tally> tallies = new TreeMap<>();
        Evaluation standing = step.standing();
        OptionalDouble own = standing.fitness();
        OptionalDouble before = parent.map(Evaluation::fitness).orElse(OptionalDouble.empty());
        Optional<String> transformation = step.candidate().lineage().decision().flatMap(Decision::transformation);
        if (transformation.isPresent() && own.isPresent() && before.isPresent()) {
            double log = own.getAsDouble() - before.getAsDouble();
            tallies.put(transformation.get(), new Tally(1, log > 0 ? 1 : 0, log, log * log));
        }
        SortedMap<String, Failure> failed = new TreeMap<>();
        if (standing.status() != Status.OK && failures.size() < MOST_FAILURES) {
            failed.put(
                    "%s: %s".formatted(standing.status().id(), reason(step)),
                    new Failure(step.candidate().lineage().change(), 1));
        }
        return tallies.isEmpty() && failed.isEmpty() ? this : plus(new Knowledge(tallies, failed));
    }

    /** What earlier versions kept is not clean. */
    private static String reason(Step step) {
        List<String> lines = CompilerOutput.cleaned(
                        step.standing().diagnostics(),
                        KernelGenome.of(step.candidate()).program().kernel())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        String line = lines.stream()
                .filter(candidate -> candidate.contains("error:"))
                .findFirst()
                .or(() -> lines.stream().findFirst())
                .orElse("no reason is known");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON - 1) + "…";
    }

    /** Returns both together. */
    public Knowledge plus(Knowledge other) {
        SortedMap<String, Tally> tallies = new TreeMap<>(transformations);
        other.transformations.forEach((name, tally) -> tallies.merge(name, tally, Tally::plus));
        SortedMap<String, Failure> all = new TreeMap<>(failures);
        other.failures.forEach((reason, failure) ->
                all.merge(reason, failure, (a, b) -> new Failure(a.change(), a.count() + b.count())));
        return new Knowledge(tallies, all);
    }

    /** Returns what was measured of each transformation in words, the one that pays most first. */
    public List<String> gains() {
        return transformations.entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        (Map.Entry<String, Tally> entry) -> -entry.getValue().factor()))
                .map(entry ->
                        "%s: %s".formatted(entry.getKey(), entry.getValue().text()))
                .toList();
    }

    /** Returns the most frequent failures in words. */
    public List<String> troubles(int most) {
        List<Map.Entry<String, Failure>> sorted = new ArrayList<>(failures.entrySet());
        sorted.sort(Comparator.comparingInt(
                (Map.Entry<String, Failure> entry) -> -entry.getValue().count()));
        return sorted.stream()
                .limit(most)
                .map(entry -> "%s (%s%s)"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().change(),
                                entry.getValue().count() == 1
                                        ? ""
                                        : ", and %d more"
                                                .formatted(entry.getValue().count() - 1)))
                .toList();
    }
}
