package dev.tilewright.bench;

import dev.tilewright.bench.Criterion.Samples;
import dev.tilewright.bench.Round.Pair;
import dev.tilewright.bench.Round.Timed;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.List;
import java.util.Optional;

/**
 * What a set of processes gave for one case.
 *
 * @param subject the case
 * @param yardstick what of the baseline it is held against
 * @param rounds what was timed, a process each
 * @param failure how today's kernel failed, if it did
 * @param baselineFailure how the baseline's kernel failed, if it did
 * @param untimed why nothing could be measured, for each round in which nothing was, by no kernel's fault
 */
public record Measurement(
        Subject subject,
        Yardstick yardstick,
        List<Timed> rounds,
        Optional<Evaluation> failure,
        Optional<Evaluation> baselineFailure,
        List<String> untimed) {

    public Measurement {
        rounds = List.copyOf(rounds);
        untimed = List.copyOf(untimed);
    }

    /** Returns device time of today's kernel in each round. */
    public List<TimeEstimate> now() {
        return rounds.stream().map(Timed::now).toList();
    }

    /** Returns device time of the baseline's kernel in each round where it was measured beside today's. */
    public List<TimeEstimate> beside() {
        return pairs().stream().map(Pair::then).toList();
    }

    private List<Pair> pairs() {
        return rounds.stream().flatMap(round -> round.beside().stream()).toList();
    }

    /** Returns the times in the baseline; empty where it does not have the case. */
    public List<TimeEstimate> stored() {
        return subject.baseline().map(Baseline.Entry::rounds).orElse(List.of());
    }

    /** Returns what {@link #now} is held against; empty for nothing. */
    public List<TimeEstimate> then() {
        return switch (yardstick) {
            case KERNEL -> baselineFailure.isEmpty() ? beside() : List.of();
            case TIMES -> stored();
        };
    }

    /** Tells whether there is something to compare. */
    public boolean comparable() {
        return failure.isEmpty() && !rounds.isEmpty() && !then().isEmpty();
    }

    /** Tells whether the baseline's kernel has to be measured beside today's. */
    boolean wantsBeside() {
        return yardstick == Yardstick.KERNEL && subject.kernelChanged() && baselineFailure.isEmpty();
    }

    /** Tells whether kernels are compared and today's is the baseline's, so that there is nothing it could have become slower than. */
    public boolean sameKernel() {
        return yardstick == Yardstick.KERNEL
                && failure.isEmpty()
                && subject.baseline().isPresent()
                && !subject.kernelChanged();
    }

    /** Returns what a {@linkplain #comparable() comparable} case is judged by. */
    public Samples samples() {
        return switch (yardstick) {
            case KERNEL -> Samples.pairs(pairs().stream().map(Pair::ratio).toList());
            case TIMES -> Samples.apart(medianNanos(now()), medianNanos(stored()));
        };
    }

    /**
     * Returns how the machine compares with what it was when the baseline was saved: the baseline's kernel, driver and all, today over
     * its stored times. Empty where that kernel was not measured.
     */
    public Optional<RatioEstimate> machine() {
        List<TimeEstimate> today = subject.kernelChanged()
                ? baselineFailure.isEmpty() ? beside() : List.of()
                : failure.isEmpty() ? now() : List.of();
        return today.isEmpty() || stored().isEmpty()
                ? Optional.empty()
                : Optional.of(RatioEstimate.of(nanos(today), nanos(stored())));
    }

    private static double[] nanos(List<TimeEstimate> rounds) {
        return rounds.stream().mapToDouble(TimeEstimate::medianNanos).toArray();
    }

    private static List<Double> medianNanos(List<TimeEstimate> rounds) {
        return rounds.stream().map(TimeEstimate::medianNanos).toList();
    }
}
