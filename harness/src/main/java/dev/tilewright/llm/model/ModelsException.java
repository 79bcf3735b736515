package dev.tilewright.llm.model;

import org.jspecify.annotations.Nullable;

/** A mistake of the user's in a models file, or a key that is missing. The message is meant to be shown as it is. */
public final class ModelsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ModelsException(String message) {
        super(message);
    }

    public ModelsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
