package dev.tilewright.cost;

/**
 * How a launch uses local memory.
 *
 * @param bytes what the staged tiles and partial results of a group take, in bytes
 * @param loadedBytes what all work-items read of them, in bytes
 * @param storedBytes what all work-items write to them, in bytes
 */
public record LocalMemory(long bytes, double loadedBytes, double storedBytes) {

    static final LocalMemory NONE = new LocalMemory(0, 0, 0);

    LocalMemory plus(LocalMemory other) {
        return new LocalMemory(bytes + other.bytes, loadedBytes + other.loadedBytes, storedBytes + other.storedBytes);
    }
}
