package dev.tilewright.bench.history;

import java.util.Locale;

/** Units of times on charts. */
public enum Times {
    NANOSECONDS(1, "ns"),
    MICROSECONDS(1e3, "µs"),
    MILLISECONDS(1e6, "ms"),
    SECONDS(1e9, "s");

    private final double nanos;
    private final String symbol;

    Times(double nanos, String symbol) {
        this.nanos = nanos;
        this.symbol = symbol;
    }

    double nanos() {
        return nanos;
    }

    String symbol() {
        return symbol;
    }

    /** Returns the largest unit of which {@code nanos} ns are at least one. */
    static Times fitting(double nanos) {
        Times fitting = NANOSECONDS;
        for (Times unit : values()) {
            if (nanos >= unit.nanos) {
                fitting = unit;
            }
        }
        return fitting;
    }

    /** Writes a time with three significant digits. */
    public static String text(double nanos) {
        Times unit = fitting(nanos);
        return String.format(Locale.ROOT, "%.3g %s", nanos / unit.nanos, unit.symbol);
    }
}
