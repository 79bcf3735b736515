package dev.tilewright.loops.transform;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a schedule must fit into, as far as legality depends on it. A device has limits and so has a language; what is permitted is what
 * both allow, see {@link #and}.
 *
 * @param groupSize most work-items in a group
 * @param localMemoryBytes local memory of a group, in bytes
 * @param lanes most lanes of a vector
 * @param unrolledOperations most operations and accesses that unrolling may write out
 * @param capabilities what there is
 */
public record Limits(
        long groupSize, long localMemoryBytes, int lanes, long unrolledOperations, Set<Capability> capabilities) {

    /**
     * Most operations and accesses that unrolling may write out where the language does not say less. A method in Java holds 64 KiB of
     * bytecode, and compilers of every language take their time over more than this.
     */
    public static final long UNROLLED_OPERATIONS = 4096;

    /** Those of a language that can express whatever a device can do. */
    public static final Limits NONE = new Limits(
            Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, UNROLLED_OPERATIONS, EnumSet.allOf(Capability.class));

    public Limits {
        Set<Capability> sorted = EnumSet.noneOf(Capability.class);
        sorted.addAll(capabilities);
        capabilities = Collections.unmodifiableSet(sorted);
    }

    /** Tells whether there is a capability. */
    public boolean permits(Capability capability) {
        return capabilities.contains(capability);
    }

    /** Tells whether a group has work-items that share local memory. */
    public boolean workItems() {
        return permits(Capability.WORK_ITEMS);
    }

    /** Returns what both these limits and others allow. */
    public Limits and(Limits other) {
        Set<Capability> common = EnumSet.noneOf(Capability.class);
        common.addAll(capabilities);
        common.retainAll(other.capabilities);
        return new Limits(
                Math.min(groupSize, other.groupSize),
                Math.min(localMemoryBytes, other.localMemoryBytes),
                Math.min(lanes, other.lanes),
                Math.min(unrolledOperations, other.unrolledOperations),
                common);
    }

    /** Returns these limits without a capability. */
    public Limits without(Capability capability) {
        Set<Capability> others = EnumSet.noneOf(Capability.class);
        others.addAll(capabilities);
        others.remove(capability);
        return new Limits(groupSize, localMemoryBytes, lanes, unrolledOperations, others);
    }
}
