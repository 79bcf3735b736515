package dev.tilewright.bench;

import org.jspecify.annotations.Nullable;

/** A baseline that cannot be used: it is missing, damaged, newer, or of another machine or suite. The message is shown as it is. */
public final class BaselineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BaselineException(String message) {
        this(message, null);
    }

    BaselineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
