package dev.tilewright.space;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A function of whole numbers in formulas. */
enum FormulaFunction {
    MIN(2, 16),
    MAX(2, 16),
    ABS(1, 1),
    GCD(2, 2),
    /** The quotient, rounded towards positive infinity. */
    CEIL_DIV(2, 2),
    /** The least multiple of the second that is not below the first. */
    ROUND_UP(2, 2),
    /** The largest exponent whose power of two is not above the number. */
    LOG2(1, 1);

    private final int fewest;
    private final int most;

    FormulaFunction(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    String symbol() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<FormulaFunction> of(String symbol) {
        return Arrays.stream(values())
                .filter(function -> function.symbol().equals(symbol))
                .findFirst();
    }

    /** Returns the names of all, for messages. */
    static String all() {
        return Arrays.stream(values()).map(FormulaFunction::symbol).collect(Collectors.joining(", "));
    }

    boolean takes(int arguments) {
        return arguments >= fewest && arguments <= most;
    }

    String arity() {
        return fewest == most
                ? fewest + (fewest == 1 ? " number" : " numbers")
                : "%d to %d numbers".formatted(fewest, most);
    }

    /**
     * Computes the function.
     *
     * @throws ArithmeticException if it has no value, or one of more than 64 bits
     */
    long apply(List<Long> numbers) {
        long first = numbers.getFirst();
        return switch (this) {
            case MIN -> numbers.stream().mapToLong(Long::longValue).min().orElseThrow();
            case MAX -> numbers.stream().mapToLong(Long::longValue).max().orElseThrow();
            case ABS -> Math.absExact(first);
            case GCD -> gcd(first, numbers.get(1));
            case CEIL_DIV -> ceilDiv(first, numbers.get(1));
            case ROUND_UP -> Math.multiplyExact(ceilDiv(first, numbers.get(1)), numbers.get(1));
            case LOG2 -> log2(first);
        };
    }

    private static long ceilDiv(long number, long divisor) {
        return Math.ceilDivExact(number, FormulaEvaluation.divisor(divisor));
    }

    private static long gcd(long one, long other) {
        long a = Math.absExact(one);
        long b = Math.absExact(other);
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }

    private static long log2(long number) {
        if (number <= 0) {
            throw new ArithmeticException("log2 takes a positive number, not " + number);
        }
        return Long.SIZE - 1L - Long.numberOfLeadingZeros(number);
    }
}
