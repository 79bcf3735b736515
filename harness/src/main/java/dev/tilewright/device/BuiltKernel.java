package dev.tilewright.device;

/** A kernel that a {@link Session} has built. Closing it frees it. */
public interface BuiltKernel extends AutoCloseable {

    /** Returns what the compiler said, empty if nothing. */
    String log();

    @Override
    void close();
}
