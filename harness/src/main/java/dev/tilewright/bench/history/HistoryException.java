package dev.tilewright.bench.history;

/** A history cannot be read or written. The message is for people: what happened, where, and what to do. */
public final class HistoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public HistoryException(String message) {
        super(message);
    }

    public HistoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
