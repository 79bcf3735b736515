package dev.tilewright.app;

import org.jspecify.annotations.Nullable;

/** A use case failed. The message is for people: what happened, where, and what to do. */
public final class UseCaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Blame blame;

    public UseCaseException(Blame blame, String message) {
        this(blame, message, null);
    }

    public UseCaseException(Blame blame, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.blame = blame;
    }

    /** Makes the failure of a request that has a mistake. */
    public static UseCaseException request(String message) {
        return new UseCaseException(Blame.REQUEST, message);
    }

    /** Returns who has to act. */
    public Blame blame() {
        return blame;
    }
}
