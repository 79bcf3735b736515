package dev.tilewright.cost;

/**
 * What crosses a boundary of the memory hierarchy in one run.
 *
 * @param level what lies on the near side: {@code registers}, or the name of a {@link MemoryLevel}
 * @param loadedBytes what comes from beyond it, in bytes
 * @param storedBytes what goes beyond it, in bytes
 */
public record Traffic(String level, double loadedBytes, double storedBytes) {

    /** The level that a kernel's own loads and stores cross. */
    public static final String REGISTERS = "registers";

    /** Returns what crosses in either direction, in bytes. */
    public double bytes() {
        return loadedBytes + storedBytes;
    }

    Traffic plus(Traffic other) {
        return new Traffic(level, loadedBytes + other.loadedBytes, storedBytes + other.storedBytes);
    }
}
