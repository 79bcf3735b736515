package dev.tilewright.kernels.evaluate.referee;

/** A kernel on the JVM that eats memory ends in an error like any other, but leaves a heap that nobody knows the state of. */
final class OutOfMemory {

    private OutOfMemory() {}

    /** Tells whether {@code failed} goes back to a full heap. */
    static boolean causes(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    static String describe(Throwable failed) {
        return "out of memory, %d MiB of heap: %s"
                .formatted(Runtime.getRuntime().maxMemory() >> 20, failed.getMessage());
    }
}
