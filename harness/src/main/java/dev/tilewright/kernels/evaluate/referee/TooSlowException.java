package dev.tilewright.kernels.evaluate.referee;

/** A kernel is so much slower than the incumbent that nothing more is to be learned of it. */
final class TooSlowException extends Exception {

    TooSlowException(String message) {
        super(message);
    }
}
