package dev.tilewright.bench;

import org.jspecify.annotations.Nullable;

/** There is no kernel for a case. The message says how to get one. */
public final class KernelNotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KernelNotFoundException(String message) {
        this(message, null);
    }

    KernelNotFoundException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
