package dev.tilewright.tensor;

/** An access that would leave its tensor, for some sizes. */
public final class BoundsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BoundsException(String message) {
        super(message);
    }
}
