package dev.tilewright.task;

import org.jspecify.annotations.Nullable;

/** A user's mistake in a task, a problem, a kernel or a suite. The message is meant to be shown unchanged. */
public final class TaskException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TaskException(String message) {
        super(message);
    }

    public TaskException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
