package dev.tilewright.device.runner;

/** A kernel on the JVM that eats memory ends in an error like any other, but leaves a heap that nobody knows the state of. */
public final class OutOfMemory {

    private OutOfMemory() {}

    /** Tells whether {@code failed} goes back to a full heap. */
    public static boolean causes(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }
}
