package dev.tilewright.bench;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.List;
import java.util.Optional;

/**
 * What the rounds gave for one case.
 *
 * @param subject the case
 * @param yardstick what of the baseline it is held against
 * @param now device time of today's kernel in each round
 * @param beside device time of the baseline's kernel in each round, where it was measured beside today's
 * @param failure how today's kernel failed, if it did
 * @param baselineFailure how the baseline's kernel failed, if it did
 */
public record Measurement(
        Subject subject,
        Yardstick yardstick,
        List<TimeEstimate> now,
        List<TimeEstimate> beside,
        Optional<Evaluation> failure,
        Optional<Evaluation> baselineFailure) {

    public Measurement {
        now = List.copyOf(now);
        beside = List.copyOf(beside);
    }

    /** Returns the times in the baseline; empty where it does not have the case. */
    public List<TimeEstimate> stored() {
        return subject.baseline().map(Baseline.Entry::rounds).orElse(List.of());
    }

    /** Returns what {@link #now} is held against; empty for nothing. */
    public List<TimeEstimate> then() {
        return switch (yardstick) {
            case KERNEL -> baselineFailure.isEmpty() ? beside : List.of();
            case TIMES -> stored();
        };
    }

    /** Tells whether there is something to compare. */
    public boolean comparable() {
        return failure.isEmpty() && !now.isEmpty() && !then().isEmpty();
    }

    /** Tells whether kernels are compared and today's is the baseline's, so that there is nothing it could have become slower than. */
    public boolean sameKernel() {
        return yardstick == Yardstick.KERNEL
                && failure.isEmpty()
                && subject.baseline().isPresent()
                && !subject.kernelChanged();
    }

    /**
     * Returns how the machine compares with what it was when the baseline was saved: the baseline's kernel, driver and all, today over
     * its stored times. Empty where that kernel was not measured.
     */
    public Optional<RatioEstimate> machine() {
        List<TimeEstimate> today = subject.kernelChanged()
                ? baselineFailure.isEmpty() ? beside : List.of()
                : failure.isEmpty() ? now : List.of();
        return today.isEmpty() || stored().isEmpty()
                ? Optional.empty()
                : Optional.of(RatioEstimate.of(medians(today), medians(stored())));
    }

    private static double[] medians(List<TimeEstimate> rounds) {
        return rounds.stream().mapToDouble(TimeEstimate::medianNanos).toArray();
    }
}
