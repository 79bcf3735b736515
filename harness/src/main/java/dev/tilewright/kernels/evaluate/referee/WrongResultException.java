package dev.tilewright.kernels.evaluate.referee;

/** A kernel's result does not stand; the message says what is wrong with it, in one line. */
final class WrongResultException extends Exception {

    private final double error;
    private final boolean harmful;

    /** A wrong result, with the largest relative error met; NaN where there is no number for it. */
    WrongResultException(String message, double error) {
        this(message, error, false);
    }

    private WrongResultException(String message, double error, boolean harmful) {
        super(message);
        this.error = error;
        this.harmful = harmful;
    }

    /** The kernel has written where it must not, and nobody knows where else: the process is not to be trusted any more. */
    static WrongResultException harmful(String message) {
        return new WrongResultException(message, Double.NaN, true);
    }

    double error() {
        return error;
    }

    boolean harmful() {
        return harmful;
    }
}
