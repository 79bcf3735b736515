package dev.tilewright.app;

import dev.tilewright.report.Demand;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time that a kernel is to reach, as people name it: {@code 9.5ms}, {@code 0.9-of-roofline}, {@code 200-GFLOP/s}, {@code 30-GB/s}.
 *
 * @param amount how much, positive
 * @param unit of what
 */
public record Goal(double amount, Unit unit) {

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)[ -]?(ns|us|µs|ms|s|of-roofline|GFLOP/s|GB/s)");

    /** What an amount is of. */
    public enum Unit {
        NANOSECONDS("", "ns", 1),
        MICROSECONDS("", "us", 1e3),
        MILLISECONDS("", "ms", 1e6),
        SECONDS("", "s", 1e9),
        ROOFLINE("-", "of-roofline", 1),
        GIGA_OPERATIONS("-", "GFLOP/s", 1),
        GIGA_BYTES("-", "GB/s", 1);

        private final String separator;
        private final String text;
        private final double scale;

        Unit(String separator, String text, double scale) {
            this.separator = separator;
            this.text = text;
            this.scale = scale;
        }
    }

    public Goal {
        if (!(amount > 0)) {
            throw new IllegalArgumentException("a goal must be positive, not " + amount);
        }
        if (unit == Unit.ROOFLINE && amount > 1) {
            throw new IllegalArgumentException("no kernel passes the roofline; its share is at most 1, not " + amount);
        }
    }

    /**
     * Reads a goal.
     *
     * @throws IllegalArgumentException if it is none; the message says what is expected
     */
    public static Goal parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a goal; expected 9.5ms, 0.9-of-roofline, 200-GFLOP/s or 30-GB/s".formatted(text));
        }
        String name = parts.group(2).replace("µs", Unit.MICROSECONDS.text);
        for (Unit unit : Unit.values()) {
            if (unit.text.equals(name)) {
                return new Goal(Double.parseDouble(parts.group(1)), unit);
            }
        }
        throw new IllegalStateException("no unit is called " + name);
    }

    /**
     * Returns the time at which it is reached, in ns.
     *
     * @param demand what the problem demands of the device
     * @throws UseCaseException if nobody knows: of a task without operations, or a device without peaks
     */
    double nanos(Demand demand) {
        OptionalDouble nanos = switch (unit) {
            case NANOSECONDS, MICROSECONDS, MILLISECONDS, SECONDS -> OptionalDouble.of(amount * unit.scale);
            case ROOFLINE -> over(demand.floorNanos().orElse(0));
            case GIGA_OPERATIONS -> over(demand.operations());
            case GIGA_BYTES -> over(demand.bytes());
        };
        return nanos.orElseThrow(() ->
                UseCaseException.request("--until %s has no meaning here: %s; give a time, such as --until 9.5ms"
                        .formatted(
                                this,
                                switch (unit) {
                                    case ROOFLINE -> "the roofline of this problem on this device is not known";
                                    case GIGA_OPERATIONS -> "nobody has counted the operations of this task";
                                    default -> "nobody has counted the bytes of this task";
                                })));
    }

    /** Returns the time at which so much is done at this rate, or a share of the roofline is reached. */
    private OptionalDouble over(double whole) {
        return whole > 0 ? OptionalDouble.of(whole / amount) : OptionalDouble.empty();
    }

    /** Tells whether it can be told before the device's peaks are measured. */
    boolean needsPeaks() {
        return unit == Unit.ROOFLINE;
    }

    /** Writes it as {@link #parse} reads it. */
    @Override
    public String toString() {
        String number =
                amount == Math.rint(amount) ? String.format(Locale.ROOT, "%.0f", amount) : Double.toString(amount);
        return number + unit.separator + unit.text;
    }
}
