package dev.tilewright.evolve.memory;

import org.jspecify.annotations.Nullable;

/** Memory cannot be opened, read or written; the message says which file, what is wrong and what to do. */
public final class MemoryException extends RuntimeException {

    public MemoryException(String message) {
        super(message);
    }

    public MemoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
