package dev.tilewright.llm.prompt;

/** Quantities as a model reads them: three digits, with the unit. */
final class Quantities {

    private static final String[] TIMES = {"ns", "us", "ms", "s"};
    private static final String[] PREFIXES = {"", "k", "M", "G", "T"};

    private Quantities() {}

    static String time(double nanos) {
        double value = nanos;
        int unit = 0;
        while (value >= 1000 && unit < TIMES.length - 1) {
            value /= 1000;
            unit++;
        }
        return digits(value) + " " + TIMES[unit];
    }

    /** Writes a count with a decimal prefix: {@code 2.15 G}. */
    static String count(double count) {
        double value = count;
        int prefix = 0;
        while (value >= 1000 && prefix < PREFIXES.length - 1) {
            value /= 1000;
            prefix++;
        }
        return (digits(value) + " " + PREFIXES[prefix]).strip();
    }

    static String bytes(double bytes) {
        String count = count(bytes);
        return Character.isLetter(count.charAt(count.length() - 1)) ? count + "B" : count + " B";
    }

    static String factor(double factor) {
        return factor < 1e-3 || factor > 1e6 ? "%.1e".formatted(factor) : digits(factor) + "x";
    }

    static String percent(double share) {
        return "%.0f %%".formatted(100 * share);
    }

    private static String digits(double value) {
        return value >= 99.95
                ? "%.0f".formatted(value)
                : value >= 9.995 ? "%.1f".formatted(value) : "%.2f".formatted(value);
    }
}
