package dev.tilewright.device;

/**
 * What a device can hold: bounds for schedules, and what a person wants to know of it.
 *
 * @param computeUnits cores of a CPU, multiprocessors of a GPU
 * @param vectorWidth preferred number of 32-bit lanes, at least 1
 * @param maxGroupSize most work-items in a work-group; 1 where there are no work-items
 * @param localMemoryBytes local memory of a work-group, in bytes
 * @param cacheBytes last-level cache, in bytes; 0 where unknown
 * @param globalMemoryBytes memory of the device, in bytes
 * @param maxAllocationBytes largest single buffer, in bytes
 * @param cpu whether it runs on the host's processor, where local memory is ordinary memory
 */
public record DeviceFacts(
        int computeUnits,
        int vectorWidth,
        long maxGroupSize,
        long localMemoryBytes,
        long cacheBytes,
        long globalMemoryBytes,
        long maxAllocationBytes,
        boolean cpu) {}
