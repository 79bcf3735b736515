package dev.tilewright.cost;

/**
 * How a launch uses local memory.
 *
 * @param bytes what the staged tiles of a group take, with padding and second buffers, in bytes
 * @param loadedBytes what all work-items read of tiles, in bytes
 * @param storedBytes what all work-items copy to tiles, in bytes
 * @param conflicts the most words that work-items which run together ask of one bank at once; 1 where nobody waits, and on CPUs
 */
public record LocalMemory(long bytes, double loadedBytes, double storedBytes, int conflicts) {}
