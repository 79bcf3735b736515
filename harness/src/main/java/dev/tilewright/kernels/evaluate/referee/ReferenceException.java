package dev.tilewright.kernels.evaluate.referee;

/** A task's reference does not give what it should: the task is at fault, and no candidate. The message says so in one line. */
final class ReferenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReferenceException(String message) {
        super(message);
    }

    ReferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
