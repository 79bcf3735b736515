package dev.tilewright.bench;

import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.TimeEstimate;
import java.util.List;
import java.util.Optional;

/**
 * What the rounds gave for one case.
 *
 * @param subject the case
 * @param now device time of today's kernel in each round
 * @param beside device time of the baseline's kernel in each round, where it was measured beside today's
 * @param failure how today's kernel failed, if it did
 * @param baselineFailure how the baseline's kernel failed, if it did: then only its stored times are left
 */
public record Measurement(
        Subject subject,
        List<TimeEstimate> now,
        List<TimeEstimate> beside,
        Optional<Evaluation> failure,
        Optional<Evaluation> baselineFailure) {

    public Measurement {
        now = List.copyOf(now);
        beside = List.copyOf(beside);
    }

    /** Returns what {@link #now} is compared with: what was measured beside it, else what the baseline stores; empty for neither. */
    public List<TimeEstimate> then() {
        return interleaved()
                ? beside
                : subject.baseline().map(Baseline.Entry::rounds).orElse(List.of());
    }

    /** Tells whether the two were measured in the same processes. */
    public boolean interleaved() {
        return !beside.isEmpty() && baselineFailure.isEmpty();
    }

    /** Tells whether there is something to compare. */
    public boolean comparable() {
        return failure.isEmpty() && !now.isEmpty() && !then().isEmpty();
    }
}
