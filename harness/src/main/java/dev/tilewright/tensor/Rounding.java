package dev.tilewright.tensor;

/** Whether the operations of a compiled statement are rounded to single precision, as a plain kernel's are. */
enum Rounding {
    /** Everything is computed in double precision: the reference. */
    NONE,

    /** Every operation is rounded, and reductions go as the text does. */
    FORWARD,

    /** Every operation is rounded, and reductions go from the last index to the first. */
    BACKWARD
}
