package dev.tilewright.space;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** The texts of numbers that mean the same in a formula, in Python, in C and in Java. */
final class Numeral {

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,18}");
    private static final Pattern DECIMAL =
            Pattern.compile("-?(?:0|[1-9][0-9]{0,18})(?:\\.[0-9]{1,40}(?:[eE][+-]?[0-9]{1,3})?|[eE][+-]?[0-9]{1,3})");

    /** Python writes an exponent for numbers outside these powers of ten. */
    private static final int SMALLEST_PLAIN = -4;

    private static final int LARGEST_PLAIN = 15;

    private Numeral() {}

    /** Tells whether a text is a whole number of 64 bits in base 10. C reads one that begins with 0 in base 8, so there is none. */
    static boolean isWhole(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return false;
        }
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Tells whether a text is a number with a point or an exponent, such as {@code 0.5} or {@code 1e-05}. */
    static boolean isDecimal(String text) {
        return DECIMAL.matcher(text).matches() && Double.isFinite(Double.parseDouble(text));
    }

    /** Returns a number's shortest text, as Python writes it: {@code 0.5}, {@code 2.0}, {@code 1e-05}. */
    static String of(double number) {
        if (number == 0 || !Double.isFinite(number)) {
            return Double.toString(number);
        }
        BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= SMALLEST_PLAIN && exponent <= LARGEST_PLAIN) {
            return exact.scale() <= 0 ? exact.toPlainString() + ".0" : exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        return "%s%s%se%s%02d"
                .formatted(
                        number < 0 ? "-" : "",
                        digits.charAt(0),
                        digits.length() == 1 ? "" : "." + digits.substring(1),
                        exponent < 0 ? "-" : "+",
                        Math.abs(exponent));
    }
}
