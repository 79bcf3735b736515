package dev.tilewright.space;

/**
 * A formula has no value for the sizes and the configuration that it was given: it divides by zero, or a number in it does not fit in 64
 * bits. For others it may have one.
 */
public final class UncomputableException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UncomputableException(String message) {
        super(message);
    }
}
