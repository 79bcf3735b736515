package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Fragment;

/**
 * What a schedule must fit into: facts of the device and of the language, as far as legality depends on them.
 *
 * @param workItems whether a group has work-items that share local memory
 * @param groupSize most work-items in a group
 * @param localMemoryBytes local memory of a group, in bytes
 * @param lanes most lanes of a vector
 * @param functionsOfLanes whether exponentials and their like, taken of lanes, give the same bits each time
 * @param streamingStores whether the language has stores that pass the caches by
 * @param matrixUnits whether 32 work-items can have a {@link Fragment} multiplied by one instruction
 * @param lineHints whether the language and the device take hints for cache lines that are needed later
 * @param relaxedMath whether the language's compiler may be allowed approximations
 * @param unrolledOperations most operations and accesses that unrolling may write out
 * @param barriersInBranches whether work-items may meet in a branch that all of a group take alike; the specifications allow it, and
 *     compilers for CPUs get it wrong at times
 */
public record Limits(
        boolean workItems,
        long groupSize,
        long localMemoryBytes,
        int lanes,
        boolean functionsOfLanes,
        boolean streamingStores,
        boolean matrixUnits,
        boolean lineHints,
        boolean relaxedMath,
        long unrolledOperations,
        boolean barriersInBranches) {

    /** Most elements that one work-item accumulates in registers; more would spill on every device. */
    public static final long ACCUMULATORS = 512;

    /** Most elements of a tile that wait in the registers of one work-item. */
    public static final long WAITING = 64;

    /** Most copies of a body that unrolling may write out. */
    public static final long UNROLLED_COPIES = 512;

    /**
     * Most operations and accesses that unrolling may write out where the language does not say less. A method in Java holds 64 KiB of
     * bytecode, and compilers of every language take their time over more than this.
     */
    public static final long UNROLLED_OPERATIONS = 4096;

    /** Has no matrix units, and takes hints and allows approximations where stores can pass the caches by. */
    public Limits(
            boolean workItems,
            long groupSize,
            long localMemoryBytes,
            int lanes,
            boolean functionsOfLanes,
            boolean streamingStores) {
        this(
                workItems,
                groupSize,
                localMemoryBytes,
                lanes,
                functionsOfLanes,
                streamingStores,
                false,
                streamingStores,
                streamingStores);
    }

    /** Unrolls as much as most compilers take, and allows barriers in branches. */
    public Limits(
            boolean workItems,
            long groupSize,
            long localMemoryBytes,
            int lanes,
            boolean functionsOfLanes,
            boolean streamingStores,
            boolean matrixUnits,
            boolean lineHints,
            boolean relaxedMath) {
        this(
                workItems,
                groupSize,
                localMemoryBytes,
                lanes,
                functionsOfLanes,
                streamingStores,
                matrixUnits,
                lineHints,
                relaxedMath,
                UNROLLED_OPERATIONS,
                true);
    }
}
