package dev.tilewright.bench.repository;

/** What was asked of a repository cannot be had from it. The message is for people: what happened, where, and what to do. */
public final class RepositoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RepositoryException(String message) {
        super(message);
    }

    public RepositoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
