package dev.tilewright.device.runner;

import java.util.List;

/** What a runner is asked to do. Requests are carried out and answered in order; {@link #COMPILE_AHEAD} has no answer. */
enum Operation {
    PING,
    LIST_BACKENDS,
    DESCRIBE,
    OPEN,
    BUILD,
    CLOSE_KERNEL,
    COMPILE_AHEAD,
    ALLOCATE,
    FREE,
    FILL,
    WRITE,
    STOCK,
    BLEND,
    READ,
    GUARDS,
    BIND,
    UNBIND,
    RUN;

    private static final List<Operation> ALL = List.of(values());

    byte code() {
        return (byte) ALL.indexOf(this);
    }

    /** Returns the operation with a code; anything else is no request of ours. */
    static Operation of(byte code) {
        if (code < 0 || code >= ALL.size()) {
            throw new IllegalArgumentException("no operation has the code " + code);
        }
        return ALL.get(code);
    }
}
