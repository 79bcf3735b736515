package dev.tilewright.loops.transform;

/** What some devices and languages can do and others cannot, as far as the legality of transformations depends on it. */
public enum Capability {

    /** A group has work-items that share local memory. */
    WORK_ITEMS,

    /**
     * Work-items may meet in a branch that all of a group take alike. The specifications allow it, and compilers for CPUs get it wrong at
     * times.
     */
    BARRIERS_IN_BRANCHES,

    /** Thirty-two work-items can have a {@link Fragment} multiplied by one instruction. */
    MATRIX_UNITS,

    /** Exponentials and their like, taken of lanes, give the same bits each time. */
    FUNCTIONS_OF_LANES,

    /** There are stores that pass the caches by. */
    NON_TEMPORAL_STORES,

    /** There are hints for cache lines that are needed later. */
    LINE_HINTS,

    /** The compiler may be allowed approximations. */
    FAST_MATH
}
