package dev.tilewright.tensor;

/** What kind of number an expression is: what arithmetic is done with it, and what kernels hold it in. */
public enum NumberKind {
    /** A whole number that int32 holds; arithmetic on it is exact. */
    WHOLE,
    /** A floating-point number. */
    REAL,
    /** A number without a fraction, an index, a size, or arithmetic on these alone: whole among whole numbers, real among real ones. */
    EITHER;

    /** Returns the kind of arithmetic on this and another kind of number. */
    public NumberKind with(NumberKind other) {
        if (this == EITHER || other == REAL) {
            return other;
        }
        return this;
    }

    /** Returns this kind, or {@code context} where it could be either. */
    public NumberKind in(NumberKind context) {
        return this == EITHER ? context : this;
    }
}
