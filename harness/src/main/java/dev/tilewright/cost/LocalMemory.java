package dev.tilewright.cost;

/**
 * How a launch uses local memory.
 *
 * @param bytes what the staged tiles of a group take, in bytes
 * @param loadedBytes what all work-items read of tiles, in bytes
 * @param storedBytes what all work-items copy to tiles, in bytes
 */
public record LocalMemory(long bytes, double loadedBytes, double storedBytes) {}
