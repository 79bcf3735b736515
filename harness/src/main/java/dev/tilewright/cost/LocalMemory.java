package dev.tilewright.cost;

/**
 * How a launch uses local memory.
 *
 * @param bytes what the staged tiles of a group, with padding and second buffers, and its partial results take, in bytes
 * @param loadedBytes what all work-items read of them, in bytes
 * @param storedBytes what all work-items write to them, in bytes
 * @param conflicts the most words that work-items which run together ask of one bank at once; 1 if none waits, and on CPUs
 */
public record LocalMemory(long bytes, double loadedBytes, double storedBytes, int conflicts) {

    static final LocalMemory NONE = new LocalMemory(0, 0, 0, 1);

    LocalMemory plus(LocalMemory other) {
        return new LocalMemory(
                bytes + other.bytes,
                loadedBytes + other.loadedBytes,
                storedBytes + other.storedBytes,
                Math.max(conflicts, other.conflicts));
    }
}
