package dev.tilewright.task;

/**
 * How far a result may be from the reference.
 *
 * @param relative the largest error that passes, relative to the magnitude of the output tensor
 */
public record Tolerance(double relative) {

    public Tolerance {
        if (!(relative > 0 && relative < 1)) {
            throw new IllegalArgumentException("relative tolerance must be between 0 and 1, not " + relative);
        }
    }
}
