package dev.tilewright.evolve.candidate;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The outcome of one candidate on one hardware for one workload.
 *
 * @param status how it ended
 * @param fitness what evolution maximises, in units that the domain defines; present if and only if the status is {@link Status#OK}
 * @param diagnostics what compilers, drivers or checks said; empty if they said nothing
 * @param measured what the domain measured beside the fitness; empty if nothing was
 * @param nanos how long it took from the request to the answer, in ns of the host's clock
 */
public record Evaluation(
        Status status, OptionalDouble fitness, String diagnostics, Optional<Measurement> measured, long nanos) {

    public Evaluation {
        if ((status == Status.OK) != fitness.isPresent()) {
            throw new IllegalArgumentException("an evaluation has a fitness if and only if it is ok");
        }
        checkNumber(fitness);
    }

    /** Refuses NaN, which is neither fitter nor less fit than anything. */
    static void checkNumber(OptionalDouble fitness) {
        if (fitness.isPresent() && Double.isNaN(fitness.getAsDouble())) {
            throw new IllegalArgumentException("a fitness must be a number");
        }
    }

    /** Returns an evaluation that ended before there was anything to measure. */
    public static Evaluation failed(Status status, String diagnostics, long nanos) {
        return new Evaluation(status, OptionalDouble.empty(), diagnostics, Optional.empty(), nanos);
    }

    /**
     * Returns the outcome of an evaluation in which the harness failed.
     *
     * @param reason what failed, for people
     */
    public static Evaluation undecided(String reason, long nanos) {
        return failed(Status.UNDECIDED, reason, nanos);
    }

    /** Returns what is left of this evaluation once a confirmation refuted it. */
    public Evaluation refuted(String reason) {
        return ok() ? failed(Status.WRONG_RESULT, "refuted by a confirmation: " + reason, nanos) : this;
    }

    /** Tells whether the harness failed, so that nothing is known of the candidate. */
    public boolean isUndecided() {
        return status == Status.UNDECIDED;
    }

    /** Tells whether there is a fitness. */
    public boolean ok() {
        return status == Status.OK;
    }
}
