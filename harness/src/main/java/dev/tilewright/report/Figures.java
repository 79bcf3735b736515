package dev.tilewright.report;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them: three significant digits, with a unit that fits. */
public final class Figures {

    private static final String[] TIME_UNITS = {"ns", "µs", "ms", "s"};
    private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P"};

    private Figures() {}

    /** Writes a time given in ns: {@code 812 ns}, {@code 4.56 ms}, {@code 12.3 s}. */
    public static String time(double nanos) {
        int unit = timeUnit(nanos);
        return number(nanos / timeScale(unit)) + " " + TIME_UNITS[unit];
    }

    /** Writes a factor: {@code 12.3×}. */
    public static String factor(double factor) {
        return number(factor) + "×";
    }

    /** Writes a share between 0 and 1: {@code 43 %}, and {@code 4.3 %} below ten. */
    public static String percent(double share) {
        double percent = 100 * share;
        return String.format(Locale.ROOT, percent < 9.95 ? "%.1f %%" : "%.0f %%", percent);
    }

    /** Writes a span of time: {@code 3.2 s}, {@code 4 min 05 s}, {@code 1 h 12 min}. */
    public static String span(Duration span) {
        long seconds = span.toSeconds();
        if (seconds < 60) {
            return seconds < 10 ? String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1e3) : seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
    }

    /** Writes a number of bytes: {@code 812 B}, {@code 4.19 MB}; a kilobyte is 1000. */
    public static String bytes(double bytes) {
        return scaled(bytes, "B");
    }

    /** Writes a number of things: {@code 812}, {@code 2.15 G}; k is 10³, G is 10⁹. */
    public static String count(double count) {
        return scaled(count, "").stripTrailing();
    }

    private static String scaled(double value, String unit) {
        int prefix = 0;
        while (value >= 999.5 && prefix < PREFIXES.length - 1) {
            value /= 1000;
            prefix++;
        }
        String figure = prefix == 0 && value == Math.rint(value) ? "%.0f".formatted(value) : number(value);
        return figure + " " + PREFIXES[prefix] + unit;
    }

    /** Writes a number with three significant digits, never in scientific notation below 10⁶. */
    public static String number(double value) {
        double magnitude = Math.abs(value);
        if (value == 0) {
            return "0";
        }
        if (magnitude >= 1e6 || magnitude < 1e-3) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int decimals = magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : magnitude >= 0.9995 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Returns a gain or a loss with its sign and two decimals, {@code +0.12}; {@code 0} where that is none. */
    static String signed(double value) {
        return Math.abs(value) < 0.005
                ? "0"
                : String.format(Locale.ROOT, "%+.2f", value).replace('-', '−');
    }

    /** Returns the unit that fits a time in ns, as an index: 0 for ns, 3 for s. */
    static int timeUnit(double nanos) {
        return nanos < 999.5 ? 0 : nanos < 999.5e3 ? 1 : nanos < 999.5e6 ? 2 : 3;
    }

    /** Returns how many ns one of {@code unit} is. */
    static double timeScale(int unit) {
        return Math.pow(1000, unit);
    }

    /** Returns the name of a {@link #timeUnit}. */
    static String timeUnitName(int unit) {
        return TIME_UNITS[unit];
    }
}
