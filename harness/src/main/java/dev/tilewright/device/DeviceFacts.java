package dev.tilewright.device;

import java.util.Optional;

/**
 * What a device can hold: bounds for schedules, and what a user wants to know about it.
 *
 * @param computeUnits cores of a CPU, multiprocessors of a GPU
 * @param vectorWidth preferred number of 32-bit lanes, at least 1
 * @param maxGroupSize most work-items in a work-group; 1 if there are no work-items
 * @param localMemoryBytes local memory of a work-group, in bytes
 * @param cacheBytes last-level cache, in bytes; 0 if unknown
 * @param globalMemoryBytes memory of the device, in bytes
 * @param maxAllocationBytes largest single buffer, in bytes
 * @param cpu whether it runs on the host's processor, where local memory is ordinary memory
 * @param gpu what only a GPU has; empty if it is none, or its driver does not tell
 */
public record DeviceFacts(
        int computeUnits,
        int vectorWidth,
        long maxGroupSize,
        long localMemoryBytes,
        long cacheBytes,
        long globalMemoryBytes,
        long maxAllocationBytes,
        boolean cpu,
        Optional<GpuFacts> gpu) {

    /** Describes a device about which nothing else is known. */
    public DeviceFacts(
            int computeUnits,
            int vectorWidth,
            long maxGroupSize,
            long localMemoryBytes,
            long cacheBytes,
            long globalMemoryBytes,
            long maxAllocationBytes,
            boolean cpu) {
        this(
                computeUnits,
                vectorWidth,
                maxGroupSize,
                localMemoryBytes,
                cacheBytes,
                globalMemoryBytes,
                maxAllocationBytes,
                cpu,
                Optional.empty());
    }
}
