package dev.tilewright.tensor;

/** How the numbers of a tensor are kept, and so how exactly an honest kernel can compute with them. */
public enum Precision {
    /** Whole numbers of 32 bits: arithmetic on them is exact. */
    WHOLE(0, 0, Double.POSITIVE_INFINITY),

    /** IEEE 754 binary32. */
    SINGLE(0x1p-24, 0x1p-100, Float.MAX_VALUE),

    /** IEEE 754 binary64. The unit counts twice, as the reference is computed in this precision too. */
    DOUBLE(0x1p-52, 0x1p-900, Double.MAX_VALUE);

    private final double unit;
    private final double negligible;
    private final double largest;

    Precision(double unit, double negligible, double largest) {
        this.unit = unit;
        this.negligible = negligible;
        this.largest = largest;
    }

    /** Returns the unit roundoff: the largest relative error of rounding a number once. */
    public double unit() {
        return unit;
    }

    /**
     * Returns the magnitude below which nothing is promised. Devices may flush to zero what is smaller than the smallest normal number,
     * 2⁻¹²⁶ in single precision; 26 bits are added for factors by which such an error may still be multiplied.
     */
    public double negligible() {
        return negligible;
    }

    /** Returns the largest finite number; infinite for whole numbers, which wrap. */
    public double largest() {
        return largest;
    }

    /** Returns the precision of arithmetic on operands of this precision and of another. */
    Precision with(Precision other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
