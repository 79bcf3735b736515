package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Tolerance;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Holds results against what they should be. */
final class Ruler {

    /** Of a million elements of which one in fifty is wrong, so many miss all of them with a probability of 1 in 170. */
    private static final int SPOTS = 256;

    private final TaskReference reference;
    private final Tolerance tolerance;
    private final SecureRandom secret;

    Ruler(TaskReference reference, Tolerance tolerance, SecureRandom secret) {
        this.reference = reference;
        this.tolerance = tolerance;
        this.secret = secret;
    }

    /**
     * How a result compares with its reference.
     *
     * @param error the largest relative error
     * @param fault what is wrong; empty if nothing is
     */
    record Measured(double error, Optional<String> fault) {

        double accept() throws WrongResultException {
            if (fault.isPresent()) {
                throw new WrongResultException(fault.get(), error);
            }
            return error;
        }
    }

    /** Compares all elements of an output. */
    Measured measure(Buffer output, InputSet inputs, MemorySegment result, Problem problem) {
        Expected expected = Objects.requireNonNull(inputs.expected().get(output.name()), output.name());
        if (!expected.finite()) {
            return new Measured(
                    Double.NaN,
                    Optional.of("the reference of %s is not finite on %s, so nothing can be right"
                            .formatted(output.name(), problem)));
        }
        double error = expected.error(result, output.type());
        return new Measured(
                error,
                error <= tolerance.relative()
                        ? Optional.empty()
                        : Optional.of(wrong(output, expected, result, error, problem)));
    }

    private String wrong(Buffer buffer, Expected expected, MemorySegment result, double error, Problem problem) {
        int index = expected.firstWrong(result, buffer.type(), tolerance.relative());
        return "%s%s is %s and should be %s on %s; the largest relative error is %.3g, and %.3g passes"
                .formatted(
                        buffer.name(),
                        Trial.position(buffer, index),
                        (float) Elements.get(result, buffer.type(), index),
                        (float) expected.values()[index],
                        problem,
                        error,
                        tolerance.relative());
    }

    /** Tells whether single elements can be looked at. */
    boolean spots() {
        return reference.spots();
    }

    /** Compares some elements, drawn at random; empty if they are right, or nobody can tell. */
    Optional<String> spot(Problem problem, Inputs inputs, Map<String, MemorySegment> results) {
        return reference.spot(problem).flatMap(check -> check.wrong(inputs, results, secret, SPOTS));
    }
}
