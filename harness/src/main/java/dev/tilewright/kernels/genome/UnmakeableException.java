package dev.tilewright.kernels.genome;

/** A genome cannot be made for a target: its schedule is not legal there, or its configuration is not allowed. The message says why. */
public final class UnmakeableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Makes the exception with the reason. */
    public UnmakeableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
