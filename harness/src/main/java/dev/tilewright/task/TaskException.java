package dev.tilewright.task;

import org.jspecify.annotations.Nullable;

/** A mistake of the user's in a task, a problem, a kernel of their own or a suite. The message is meant to be shown as it is. */
public final class TaskException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TaskException(String message) {
        super(message);
    }

    public TaskException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
