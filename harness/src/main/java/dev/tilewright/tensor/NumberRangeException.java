package dev.tilewright.tensor;

/** A computation gives a number that int32 does not hold, for the inputs that it was given. The message says so in one line. */
public final class NumberRangeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NumberRangeException(String message) {
        super(message);
    }
}
