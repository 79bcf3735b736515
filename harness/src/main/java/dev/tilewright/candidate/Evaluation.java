package dev.tilewright.candidate;

import dev.tilewright.task.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The outcome of one candidate on one device for one problem.
 *
 * @param status how it ended
 * @param deviceTime by the device's clock; present if and only if the status is {@link Status#OK}
 * @param hostTime by the host's clock, beside it
 * @param maxRelativeError the largest error met in any verification, relative to the magnitude of the output; present once
 *     verified, NaN where a result was
 * @param verified the problems on which it was right
 * @param diagnostics what the compiler, the device or the verifier said, empty if nothing
 * @param cost what it took
 */
public record Evaluation(
        Status status,
        Optional<TimeEstimate> deviceTime,
        Optional<TimeEstimate> hostTime,
        OptionalDouble maxRelativeError,
        List<Problem> verified,
        String diagnostics,
        Cost cost) {

    public Evaluation {
        verified = List.copyOf(verified);
        if ((status == Status.OK) != deviceTime.isPresent()) {
            throw new IllegalArgumentException("an evaluation has a time if and only if it is ok");
        }
    }

    /** Returns an evaluation that ended before there was a time. */
    public static Evaluation failed(Status status, String diagnostics, Cost cost) {
        return new Evaluation(
                status, Optional.empty(), Optional.empty(), OptionalDouble.empty(), List.of(), diagnostics, cost);
    }

    /** Returns what is left of an evaluation that a confirmation refuted: it was wrong, for a reason, and took as long. */
    public Evaluation refuted(String reason) {
        return failed(Status.WRONG_RESULT, "refuted by a confirmation: " + reason, cost);
    }

    /** Returns what evolution maximises: minus the natural logarithm of the time in seconds; empty unless the status is ok. */
    public OptionalDouble fitness() {
        return deviceTime
                .map(time -> OptionalDouble.of(-Math.log(time.medianNanos() * 1e-9)))
                .orElse(OptionalDouble.empty());
    }

    /**
     * What an evaluation took, in ns of the host's clock.
     *
     * @param buildNanos in the compiler
     * @param runNanos in runs of the kernel
     * @param totalNanos from the request to the answer, as the search saw it
     */
    public record Cost(long buildNanos, long runNanos, long totalNanos) {
        /** Nothing was built or run. */
        public static final Cost NONE = new Cost(0, 0, 0);
    }
}
