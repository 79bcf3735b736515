package dev.tilewright.space;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Arithmetic as Python does it, on whole numbers of 64 bits and on doubles: {@code /} divides truly, {@code //} and {@code %} round towards
 * negative infinity. Python's whole numbers have no bound; here one of more than 64 bits is no result, and an {@link ArithmeticException}.
 */
final class PythonNumbers {

    /** Whole numbers up to here are doubles, exactly. */
    private static final long EXACT = 1L << 53;

    private static final MathContext BEYOND_DOUBLE = new MathContext(60);

    private PythonNumbers() {}

    static long floorDivide(long left, long right) {
        return Math.floorDivExact(left, FormulaEvaluation.divisor(right));
    }

    static long remainder(long left, long right) {
        return Math.floorMod(left, FormulaEvaluation.divisor(right));
    }

    static double divide(long left, long right) {
        FormulaEvaluation.divisor(right);
        if (isExact(left) && isExact(right)) {
            return (double) left / right;
        }
        return new BigDecimal(left).divide(new BigDecimal(right), BEYOND_DOUBLE).doubleValue();
    }

    private static boolean isExact(long number) {
        return number >= -EXACT && number <= EXACT;
    }

    static double divide(double left, double right) {
        return left / divisor(right);
    }

    private static double divisor(double number) {
        if (number == 0) {
            throw new DivisionByZeroException();
        }
        return number;
    }

    /** As CPython's {@code float_floor_div}: from the remainder, as the quotient may round up to the next whole number. */
    static double floorDivide(double left, double right) {
        double rest = remainder(left, right);
        double quotient = (left - rest) / right;
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : quotient == 0 ? Math.copySign(0.0, left / right) : floor;
    }

    /** As CPython's {@code float_rem}: it has the sign of the divisor. */
    static double remainder(double left, double right) {
        double rest = left % divisor(right);
        if (rest == 0) {
            return Math.copySign(0.0, right);
        }
        return rest < 0 == right < 0 ? rest : rest + right;
    }

    /**
     * Raises a whole number to a power that is not negative.
     *
     * @throws ArithmeticException if the result has more than 64 bits
     */
    static long power(long base, long exponent) {
        if (base == 0 || base == 1 || exponent == 0) {
            return exponent == 0 ? 1 : base;
        }
        if (base == -1) {
            return exponent % 2 == 0 ? 1 : -1;
        }
        if (exponent >= Long.SIZE) {
            throw overflow();
        }
        long power = 1;
        for (long i = 0; i < exponent; i++) {
            power = Math.multiplyExact(power, base);
        }
        return power;
    }

    static double power(double base, double exponent) {
        if (base == 0 && exponent < 0) {
            throw new DivisionByZeroException();
        }
        double power = Math.pow(base, exponent);
        if (Double.isNaN(power) && !Double.isNaN(base) && !Double.isNaN(exponent)) {
            throw new ArithmeticException("a negative number has no such power");
        }
        return finite(power, base, exponent);
    }

    /** Python refuses an infinite power or exponential of finite numbers. */
    private static double finite(double result, double... of) {
        for (double number : of) {
            if (!Double.isFinite(number)) {
                return result;
            }
        }
        if (Double.isInfinite(result)) {
            throw new ArithmeticException("a number in it is more than a double holds");
        }
        return result;
    }

    static double exponential(double exponent) {
        return finite(Math.exp(exponent), exponent);
    }

    static long shiftLeft(long number, long by) {
        if (by < 0) {
            throw new ArithmeticException("it shifts by " + by);
        }
        if (number == 0) {
            return 0;
        }
        if (by >= Long.SIZE - 1) {
            throw overflow();
        }
        return Math.multiplyExact(number, 1L << by);
    }

    static long shiftRight(long number, long by) {
        if (by < 0) {
            throw new ArithmeticException("it shifts by " + by);
        }
        return number >> Math.min(by, Long.SIZE - 1);
    }

    private static ArithmeticException overflow() {
        return new ArithmeticException("overflow");
    }

    /** Returns a real number without what is behind its point; the number is rounded already. */
    static long whole(double rounded) {
        if (!Double.isFinite(rounded) || rounded >= 0x1p63 || rounded < -0x1p63) {
            throw overflow();
        }
        return (long) rounded;
    }

    /** The logarithm is exact for powers of two, as Python's is. */
    static double log2(double number) {
        int exponent = Math.getExponent(positive(number));
        double mantissa = number / Math.scalb(1.0, exponent);
        return mantissa == 1 ? exponent : exponent + Math.log(mantissa) / Math.log(2);
    }

    static double positive(double number) {
        if (number <= 0) {
            throw new ArithmeticException("a logarithm takes a positive number, not " + Numeral.of(number));
        }
        return number;
    }

    /** Compares exactly, where a conversion would round. */
    static int compare(long left, double right) {
        if (isExact(left)) {
            return Double.compare(left + 0.0, right + 0.0);
        }
        if (right >= 0x1p63) {
            return -1;
        }
        if (right < -0x1p63) {
            return 1;
        }
        return new BigDecimal(left).compareTo(new BigDecimal(right));
    }
}
