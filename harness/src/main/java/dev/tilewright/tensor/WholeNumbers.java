package dev.tilewright.tensor;

/** What compiled statements call to keep whole numbers in the range of int32. They hold them as doubles, which are exact far beyond it. */
final class WholeNumbers {

    private WholeNumbers() {}

    /**
     * Returns a whole number, and 0 for a negative zero.
     *
     * @param what what it is, for the message
     * @throws NumberRangeException if int32 does not hold it
     */
    static double held(double value, String what) {
        if (value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE) {
            return value + 0.0;
        }
        throw new NumberRangeException(
                "%s is %s, which int32 does not hold; dividing an operand by 1 makes it a real number"
                        .formatted(what, shown(value)));
    }

    /**
     * Returns a real number without its fraction, as C stores it in an int.
     *
     * @param tensor where it is stored, for the message
     * @throws NumberRangeException if it is no number, or int32 does not hold it
     */
    static double stored(double value, String tensor) {
        double whole = value < 0 ? Math.ceil(value) : Math.floor(value);
        if (whole >= Integer.MIN_VALUE && whole <= Integer.MAX_VALUE) {
            return whole + 0.0;
        }
        throw new NumberRangeException(
                "an element of %s is %s, which int32 does not hold".formatted(tensor, shown(value)));
    }

    private static String shown(double value) {
        return Math.abs(value) < 1e15 && value == Math.rint(value)
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
