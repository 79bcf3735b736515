package dev.tilewright.task;

import java.util.OptionalDouble;

/**
 * What a task says of how far a result may be from the reference.
 *
 * <p>Where a task has an expression, an error model decides, and this only changes what it says: a relative tolerance without a reason
 * makes it stricter, one with a reason looser. Where a task has a reference of the user's own, nothing is known of the computation, and
 * the relative tolerance decides alone.
 *
 * @param relative the largest error that passes, relative to the larger of the element's magnitude and the root mean square of its
 *     tensor; empty if the task does not say
 * @param reason why more may pass than an honest kernel in the task's own types needs; empty if no more may
 * @param nonFinite whether inputs may hold NaN and infinities, which results must then show where the reference does
 */
public record Tolerance(OptionalDouble relative, String reason, boolean nonFinite) {

    /** What the task leaves to the error model. */
    public static final Tolerance MODEL = new Tolerance(OptionalDouble.empty(), "", false);

    public Tolerance {
        if (relative.isPresent() && !(relative.getAsDouble() > 0 && relative.getAsDouble() < 1)) {
            throw new IllegalArgumentException(
                    "relative tolerance must be between 0 and 1, not " + relative.getAsDouble());
        }
        if (!reason.isEmpty() && relative.isEmpty()) {
            throw new IllegalArgumentException("a reason needs a relative tolerance that it is for");
        }
    }

    /** A relative tolerance without a reason. */
    public Tolerance(double relative) {
        this(OptionalDouble.of(relative), "", false);
    }

    /** Tells whether more passes than the error model lets pass. */
    public boolean loosens() {
        return !reason.isEmpty();
    }
}
