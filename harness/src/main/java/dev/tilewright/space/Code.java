package dev.tilewright.space;

/**
 * A part of a condition, compiled: what it is for the indices of a point, with no names and no boxed numbers. It throws an
 * {@link ArithmeticException} where it has no value.
 */
sealed interface Code {

    /** What no code was made of: words, lists, and numbers that are whole for some points and real for others. */
    Code NONE = new None();

    /** See {@link #NONE}. */
    record None() implements Code {}

    /** A whole number. */
    non-sealed interface Whole extends Code {
        long at(int[] point);
    }

    /** A real number. */
    non-sealed interface Real extends Code {
        double at(int[] point);
    }

    /** True or false. */
    non-sealed interface Truth extends Code {
        boolean at(int[] point);
    }

    /** Tells whether it is a number, or a truth, which Python counts as one. */
    static boolean isNumber(Code code) {
        return !(code instanceof None);
    }

    static boolean isWhole(Code code) {
        return code instanceof Whole || code instanceof Truth;
    }

    /** Returns a whole number, or the one that a truth counts as. */
    static Whole whole(Code code) {
        return switch (code) {
            case Whole whole -> whole;
            case Truth truth -> point -> truth.at(point) ? 1 : 0;
            case Real _, None _ -> throw new IllegalStateException("no whole number");
        };
    }

    static Real real(Code code) {
        return switch (code) {
            case Real real -> real;
            case Whole whole -> point -> (double) whole.at(point);
            case Truth truth -> point -> truth.at(point) ? 1 : 0;
            case None _ -> throw new IllegalStateException("no number");
        };
    }

    /** Returns whether something is true as Python sees it: any number but 0 is. */
    static Code truth(Code code) {
        return switch (code) {
            case Truth truth -> truth;
            case Whole whole -> (Truth) point -> whole.at(point) != 0;
            case Real real -> (Truth) point -> real.at(point) != 0;
            case None _ -> code;
        };
    }

    /** Returns code for a value that is the same for all points. */
    static Code constant(Object value) {
        return switch (value) {
            case Long number -> {
                long constant = number;
                yield (Whole) _ -> constant;
            }
            case Double number -> {
                double constant = number;
                yield (Real) _ -> constant;
            }
            case Boolean truth -> {
                boolean constant = truth;
                yield (Truth) _ -> constant;
            }
            default -> NONE;
        };
    }
}
