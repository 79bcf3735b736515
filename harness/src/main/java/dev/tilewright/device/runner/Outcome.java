package dev.tilewright.device.runner;

import java.util.List;

/** How a runner answers. Anything but {@link #DONE} comes with a message. */
enum Outcome {
    DONE,
    /** The kernel does not build. */
    NOT_BUILT,
    /** The kernel does what no kernel may. */
    REFUSED,
    /** A launch is refused or failed. */
    NOT_LAUNCHED,
    /** A launch failed for want of memory. */
    OUT_OF_MEMORY,
    /** There is no such device. */
    NO_DEVICE,
    /** The device, or the runner itself, failed. */
    FAILED;

    private static final List<Outcome> ALL = List.of(values());

    byte code() {
        return (byte) ALL.indexOf(this);
    }

    /** Returns the outcome with a code; a runner that answers with another is not to be believed. */
    static Outcome of(byte code) {
        return code < 0 || code >= ALL.size() ? FAILED : ALL.get(code);
    }
}
