package dev.tilewright.space;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A function of Python expressions; those of Python's {@code math} may have that before their name. */
enum PythonFunction {
    MIN(1, 100),
    MAX(1, 100),
    ABS(1, 1),
    ROUND(1, 2),
    INT(1, 1),
    FLOAT(1, 1),
    BOOL(1, 1),
    STR(1, 1),
    LEN(1, 1),
    SUM(1, 1),
    ANY(1, 1),
    ALL(1, 1),
    POW(2, 2),
    RANGE(1, 3),
    LIST(1, 1),
    TUPLE(1, 1),
    SET(1, 1),
    SORTED(1, 1),
    CEIL(1, 1),
    FLOOR(1, 1),
    TRUNC(1, 1),
    SQRT(1, 1),
    ISQRT(1, 1),
    LOG(1, 2),
    LOG2(1, 1),
    LOG10(1, 1),
    EXP(1, 1),
    FABS(1, 1),
    GCD(1, 100),
    LCM(1, 100),
    PROD(1, 1);

    /** A range of more values is no tunable's. */
    private static final int LONGEST_RANGE = 100_000;

    private static final int MOST_DIGITS = 300;

    private final int fewest;
    private final int most;

    PythonFunction(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    String symbol() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a function by its name, or by its name in Python's {@code math}, whose {@code pow} is another. */
    static Optional<PythonFunction> of(String symbol, boolean ofMath) {
        return (ofMath ? EnumSet.range(CEIL, PROD) : EnumSet.allOf(PythonFunction.class))
                .stream().filter(function -> function.symbol().equals(symbol)).findFirst();
    }

    /** Returns the names of all, for messages. */
    static String all() {
        return Arrays.stream(values()).map(PythonFunction::symbol).collect(Collectors.joining(", "));
    }

    boolean takes(int arguments) {
        return arguments >= fewest && arguments <= most;
    }

    String arity() {
        return fewest == most
                ? fewest + (fewest == 1 ? " argument" : " arguments")
                : "%d to %d arguments".formatted(fewest, most);
    }

    /**
     * Computes the function.
     *
     * @throws ArithmeticException if it has no value, or one of more than 64 bits
     * @throws IllegalArgumentException if it takes other kinds of values
     */
    Object apply(List<Object> arguments) {
        Object first = arguments.getFirst();
        return switch (this) {
            case MIN -> PythonValues.extreme(PythonOperator.LESS, several(arguments));
            case MAX -> PythonValues.extreme(PythonOperator.GREATER, several(arguments));
            case ABS ->
                PythonValues.isWhole(first)
                        ? (Object) Math.absExact(PythonValues.whole(first))
                        : Math.abs(PythonValues.real(first));
            case ROUND ->
                arguments.size() == 1
                        ? (Object) rounded(first, Math::rint)
                        : toDigits(first, PythonValues.whole(arguments.get(1)));
            case INT ->
                first instanceof String word
                        ? parsed(word, Numeral.isWhole(word))
                        : rounded(first, PythonFunction::towardsZero);
            case FLOAT ->
                first instanceof String word ? PythonValues.real(parsed(word, true)) : PythonValues.real(first);
            case BOOL -> PythonValues.isTrue(first);
            case STR -> PythonValues.text(first);
            case LEN ->
                (long)
                        (first instanceof String word
                                ? word.length()
                                : PythonValues.list(first).size());
            case SUM -> folded(PythonOperator.ADD, 0L, PythonValues.list(first));
            case PROD -> folded(PythonOperator.MULTIPLY, 1L, PythonValues.list(first));
            case ANY -> PythonValues.list(first).stream().anyMatch(PythonValues::isTrue);
            case ALL -> PythonValues.list(first).stream().allMatch(PythonValues::isTrue);
            case POW -> PythonValues.arithmetic(PythonOperator.POWER, first, arguments.get(1));
            case RANGE -> range(arguments.stream().map(PythonValues::whole).toList());
            case LIST, TUPLE -> PythonValues.list(first);
            case SET -> distinct(PythonValues.list(first));
            case SORTED -> sorted(PythonValues.list(first));
            case CEIL -> rounded(first, Math::ceil);
            case FLOOR -> rounded(first, Math::floor);
            case TRUNC -> rounded(first, PythonFunction::towardsZero);
            case SQRT -> Math.sqrt(rootable(PythonValues.real(first)));
            case ISQRT -> wholeRoot(PythonValues.whole(first));
            case LOG ->
                arguments.size() == 1
                        ? Math.log(PythonNumbers.positive(PythonValues.real(first)))
                        : PythonNumbers.divide(
                                Math.log(PythonNumbers.positive(PythonValues.real(first))),
                                Math.log(PythonNumbers.positive(PythonValues.real(arguments.get(1)))));
            case LOG2 -> PythonNumbers.log2(PythonValues.real(first));
            case LOG10 -> Math.log10(PythonNumbers.positive(PythonValues.real(first)));
            case EXP -> PythonNumbers.exponential(PythonValues.real(first));
            case FABS -> Math.abs(PythonValues.real(first));
            case GCD ->
                arguments.stream()
                        .map(PythonFunction::big)
                        .reduce(BigInteger.ZERO, BigInteger::gcd)
                        .longValueExact();
            case LCM ->
                arguments.stream()
                        .map(PythonFunction::big)
                        .reduce(BigInteger.ONE, PythonFunction::leastCommonMultiple)
                        .longValueExact();
        };
    }

    private static List<?> several(List<Object> arguments) {
        return arguments.size() == 1 ? PythonValues.list(arguments.getFirst()) : arguments;
    }

    private static double towardsZero(double number) {
        return number < 0 ? Math.ceil(number) : Math.floor(number);
    }

    private static long rounded(Object number, DoubleUnaryOperator rounding) {
        return PythonValues.isWhole(number)
                ? PythonValues.whole(number)
                : PythonNumbers.whole(rounding.applyAsDouble(PythonValues.real(number)));
    }

    /** Rounds the exact value of a number to so many digits behind the point, halves to even, as Python does. */
    private static Object toDigits(Object number, long digits) {
        if (Math.abs(digits) > MOST_DIGITS) {
            throw new IllegalArgumentException("round takes at most %d digits".formatted(MOST_DIGITS));
        }
        if (PythonValues.isWhole(number)) {
            return new BigDecimal(PythonValues.whole(number))
                    .setScale((int) Math.min(digits, 0), RoundingMode.HALF_EVEN)
                    .longValueExact();
        }
        double real = PythonValues.real(number);
        return Double.isFinite(real)
                ? new BigDecimal(real)
                        .setScale((int) digits, RoundingMode.HALF_EVEN)
                        .doubleValue()
                : real;
    }

    private static Object parsed(String word, boolean allowed) {
        Object value = PythonValues.of(word);
        if (!allowed || value instanceof String) {
            throw new IllegalArgumentException("'%s' is no number".formatted(word));
        }
        return value;
    }

    private static Object folded(PythonOperator operator, Object start, List<?> values) {
        Object result = start;
        for (Object value : values) {
            result = PythonValues.arithmetic(operator, result, PythonValues.number(value));
        }
        return result;
    }

    private static List<Object> range(List<Long> bounds) {
        long start = bounds.size() == 1 ? 0 : bounds.getFirst();
        long end = bounds.size() == 1 ? bounds.getFirst() : bounds.get(1);
        long step = bounds.size() == 3 ? bounds.get(2) : 1;
        if (step == 0) {
            throw new IllegalArgumentException("a range has steps of 0");
        }
        long count = Math.max(0, Math.ceilDivExact(Math.subtractExact(end, start), step));
        if (count > LONGEST_RANGE) {
            throw new IllegalArgumentException(
                    "a range has %d values, and at most %d are read".formatted(count, LONGEST_RANGE));
        }
        return new ArrayList<>(
                LongStream.range(0, count).mapToObj(i -> start + i * step).toList());
    }

    /** Returns values without those that equal an earlier one. */
    static List<Object> distinct(List<?> values) {
        Set<Object> seen = new HashSet<>();
        List<Object> distinct = new ArrayList<>();
        for (Object value : values) {
            if (seen.add(key(value))) {
                distinct.add(value);
            }
        }
        return distinct;
    }

    /** Returns what is equal for values that Python calls equal, such as 1, 1.0 and True. */
    private static Object key(Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 0x1p63) {
            return (long) (double) number;
        }
        return switch (value) {
            case Boolean truth -> truth ? 1L : 0L;
            case List<?> list -> list.stream().map(PythonFunction::key).toList();
            default -> value;
        };
    }

    private static List<Object> sorted(List<?> values) {
        List<Object> sorted = new ArrayList<>(values);
        sorted.sort((left, right) -> PythonValues.compare(PythonOperator.LESS, left, right)
                ? -1
                : PythonValues.compare(PythonOperator.LESS, right, left) ? 1 : 0);
        return sorted;
    }

    private static double rootable(double number) {
        if (number < 0) {
            throw new ArithmeticException("a negative number has no such power");
        }
        return number;
    }

    private static long wholeRoot(long number) {
        rootable((double) number);
        return BigInteger.valueOf(number).sqrt().longValue();
    }

    private static BigInteger big(Object number) {
        return BigInteger.valueOf(PythonValues.whole(number));
    }

    /** One that does not fit in 64 bits is not multiplied any further. */
    private static BigInteger leastCommonMultiple(BigInteger left, BigInteger right) {
        if (left.signum() == 0 || right.signum() == 0) {
            return BigInteger.ZERO;
        }
        return BigInteger.valueOf(
                left.divide(left.gcd(right)).multiply(right).abs().longValueExact());
    }
}
