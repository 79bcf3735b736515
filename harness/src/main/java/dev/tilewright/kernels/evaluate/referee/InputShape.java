package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.task.Init;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How the numbers of an input lie beside each other: as its {@code init} says, or in a way that shows what random numbers hide.
 *
 * <p>Every shape stays within what an {@code init} promises: between the ends of a uniform one, and anywhere for a normal one, whose
 * numbers have no ends. A constant has no other shape. What an input cannot be is told by {@link #filling}.
 */
enum InputShape {
    /** Drawn as the task's {@code init} says. */
    DECLARED,

    /** The same number everywhere, with few digits: whatever counts, samples or saturates shows. */
    ALL_EQUAL,

    /** Zero everywhere. */
    ZEROS,

    /** One large number in each row among such as vanish beside it: what reads only some elements misses it. */
    ONE_HUGE,

    /** As declared here and there, else 0; how often differs among 64 neighbours and among 64ths of the input: samples are off by far. */
    UNEVEN,

    /**
     * Within what is declared, but distributed in a way that nobody knows: most numbers are small and few are large, one sign is more
     * frequent, and some places have larger numbers than others. No constant is near a sum of these, and no sample tells what it is.
     */
    SKEWED,

    /** Numbers too small for a normal representation; devices may flush them to zero. */
    DENORMAL,

    /** No number is positive. */
    NEGATIVE,

    /** Every row ascends: a running maximum changes with every element. */
    SORTED,

    /** Every other number is the negative of the one before: sums come to nothing. */
    CANCELLING,

    /** A hundred standard deviations from the mean, where exponentials overflow. */
    HUGE,

    /** The least or the largest number that an {@code init} allows. */
    ENDS,

    /** Just above a power of two, by less than a type of sixteen bits can tell: its rounding errors all go in one direction. */
    NARROW,

    /** With some NaN and infinities among the numbers, for tasks that allow it. */
    NOT_FINITE;

    /** Returns its inputs as messages write them: {@code on one-huge inputs}. */
    String where() {
        return "on %s inputs".formatted(name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static final double VANISHING = 0x1p-40;
    private static final double NARROW_LEAST = 0x1p-13;
    private static final double NARROW_MOST = 0x1p-11;

    private static final int UNEVEN_PLACES = 64;

    private static final int LEAST_POWER = 3;
    private static final int MOST_POWER = 9;
    private static final double LEAST_WEIGHT = 0.25;

    /** No number is so small that products of some are denormal, which would take processors longer. */
    private static final double LEAST_SIZE = 0x1p-16;

    /** The rarer sign has at least this share. */
    private static final double FEW = 0.15;

    /** The part of a normal distribution that counts as its range where a shape needs one, in standard deviations. */
    private static final double DEVIATIONS = 4;

    /** Gives the number at a row-major index. */
    @FunctionalInterface
    interface Filling {
        double at(long index, RandomGenerator random);
    }

    /** The numbers that an input may hold. */
    private record Range(double low, double high, boolean open) {

        boolean holds(double value) {
            return open || low <= value && value <= high;
        }

        double furthest() {
            return Math.abs(low) > Math.abs(high) ? low : high;
        }
    }

    /** Tells whether an input can have this shape. */
    boolean fits(Init init, Buffer buffer) {
        return filling(init, buffer, new SplittableRandom(0)).isPresent();
    }

    /**
     * Returns how an input is filled in this shape; empty if it cannot have it.
     *
     * @param buffer the input
     * @param seed a secret, for what is drawn once
     */
    Optional<Filling> filling(Init init, Buffer buffer, RandomGenerator seed) {
        if (this == DECLARED) {
            return Optional.of(declared(init, buffer.type()));
        }
        if (init instanceof Init.Constant) {
            return Optional.empty();
        }
        Range range = range(init, buffer.type());
        boolean whole = buffer.type() == ElementType.INT32;
        long row = buffer.shape().isEmpty() ? 1 : buffer.shape().getLast();
        Filling filling = declared(init, buffer.type());
        return switch (this) {
            case DECLARED -> Optional.of(filling);
            case ALL_EQUAL -> Optional.of(always(whole ? filling.at(0, seed) : plain(range, seed)));
            case ZEROS -> range.holds(0) ? Optional.of(always(0)) : Optional.empty();
            case ONE_HUGE -> Optional.of(oneHuge(range, row, whole, seed));
            case UNEVEN -> Optional.of(uneven(range, filling, buffer.elements(), seed.nextLong()));
            case SKEWED -> Optional.of(skewed(init, range, whole, buffer.elements(), seed));
            case DENORMAL -> whole || !range.holds(0) ? Optional.empty() : Optional.of(denormal(range, buffer.type()));
            case NEGATIVE -> range.low() < 0 || range.open() ? Optional.of(negative(range, filling)) : Optional.empty();
            case SORTED -> Optional.of(sorted(range, row, whole));
            case CANCELLING ->
                range.holds(-range.furthest()) ? Optional.of(cancelling(filling, seed.nextLong())) : Optional.empty();
            case HUGE -> whole ? Optional.empty() : huge(init);
            case ENDS -> Optional.of((_, random) -> random.nextBoolean() ? range.low() : range.high());
            case NARROW -> whole ? Optional.empty() : narrow(range, seed);
            case NOT_FINITE -> whole ? Optional.empty() : Optional.of(notFinite(filling));
        };
    }

    private static Optional<Filling> huge(Init init) {
        return init instanceof Init.Normal(double mean, double deviation)
                ? Optional.of((_, random) ->
                        mean + deviation * (random.nextBoolean() ? 1 : -1) * (80 + 40 * random.nextDouble()))
                : Optional.empty();
    }

    private static Filling always(double value) {
        return (_, _) -> value;
    }

    private static Filling declared(Init init, ElementType type) {
        return switch (init) {
            case Init.Uniform(double low, double high) ->
                type == ElementType.INT32
                        ? (_, random) -> Math.floor(
                                Math.ceil(low) + random.nextDouble() * (Math.floor(high) - Math.ceil(low) + 1))
                        : (_, random) -> low + random.nextDouble() * (high - low);
            case Init.Normal(double mean, double deviation) -> (_, random) -> random.nextGaussian(mean, deviation);
            case Init.Constant(double value) -> always(value);
        };
    }

    private static Range range(Init init, ElementType type) {
        return switch (init) {
            case Init.Uniform(double low, double high) ->
                type == ElementType.INT32
                        ? new Range(Math.ceil(low), Math.floor(high), false)
                        : new Range(low, high, false);
            case Init.Normal(double mean, double deviation) ->
                type == ElementType.INT32
                        ? new Range(
                                Math.rint(mean - DEVIATIONS * deviation),
                                Math.rint(mean + DEVIATIONS * deviation),
                                true)
                        : new Range(mean - DEVIATIONS * deviation, mean + DEVIATIONS * deviation, true);
            case Init.Constant(double value) -> new Range(value, value, false);
        };
    }

    /** Returns a power of two in the range, of either sign if the range has both; what is nearest to its middle if it has none. */
    private static double plain(Range range, RandomGenerator random) {
        double sign = range.low() < 0 && (range.high() <= 0 || random.nextBoolean()) ? -1 : 1;
        double most = sign < 0 ? -range.low() : range.high();
        double power = Math.scalb(1.0, Math.getExponent(most));
        return range.holds(sign * power) ? sign * power : (float) ((range.low() + range.high()) / 2);
    }

    private static Filling oneHuge(Range range, long row, boolean whole, RandomGenerator seed) {
        double huge = range.open() ? 25 * range.furthest() : range.furthest();
        double least = range.holds(0) ? 0 : Math.min(Math.abs(range.low()), Math.abs(range.high()));
        double small = Math.copySign(least, range.furthest());
        double spread = whole ? 0 : VANISHING * (huge - small);
        long secret = seed.nextLong();
        return (index, random) -> index % row == place(secret, index / row, row)
                ? (whole ? Math.rint(huge) : huge)
                : small + spread * random.nextDouble();
    }

    /** Returns where the huge number of a row is, the same whoever asks. */
    private static long place(long secret, long row, long length) {
        long mixed = (secret ^ row) * 0x9E3779B97F4A7C15L;
        return Long.remainderUnsigned(mixed ^ mixed >>> 32, length);
    }

    private static Filling uneven(Range range, Filling filling, long elements, long secret) {
        double[] inRow = new SplittableRandom(secret).doubles(UNEVEN_PLACES).toArray();
        double[] across = new SplittableRandom(~secret).doubles(UNEVEN_PLACES).toArray();
        double rare = range.holds(0) ? 0 : range.low();
        return (index, random) -> {
            double share = inRow[(int) (index % UNEVEN_PLACES)] * across[(int) (index * UNEVEN_PLACES / elements)];
            return random.nextDouble() < share ? filling.at(index, random) : rare;
        };
    }

    private static Filling skewed(Init init, Range range, boolean whole, long elements, RandomGenerator seed) {
        int power = LEAST_POWER + seed.nextInt(MOST_POWER - LEAST_POWER + 1);
        double positive = FEW + seed.nextDouble() * FEW + (seed.nextBoolean() ? 1 - 3 * FEW : 0);
        boolean mirrored = seed.nextBoolean();
        double[] inRow = weights(seed);
        double[] across = weights(seed);
        double shift = init instanceof Init.Normal(double _, double deviation)
                ? deviation * (seed.nextBoolean() ? 1 : -1) * (0.5 + seed.nextDouble())
                : 0;
        return (index, random) -> {
            double weight = inRow[(int) (index % UNEVEN_PLACES)] * across[(int) (index * UNEVEN_PLACES / elements)];
            double size = Math.max(LEAST_SIZE, weight * Math.pow(random.nextDouble(), power));
            double value;
            if (range.low() < 0 && range.high() > 0) {
                value = size * (random.nextDouble() < positive ? range.high() : range.low()) + shift;
            } else if (range.low() == 0 || range.high() != 0 && !mirrored) {
                value = range.low() + size * (range.high() - range.low());
            } else {
                value = range.high() - size * (range.high() - range.low());
            }
            return whole ? Math.rint(value) : value;
        };
    }

    private static double[] weights(RandomGenerator seed) {
        return seed.doubles(UNEVEN_PLACES, LEAST_WEIGHT, 1).toArray();
    }

    private static Filling denormal(Range range, ElementType type) {
        double most = type == ElementType.FLOAT32 ? 0x1p-127 : 0x1p-1023;
        double low = range.low() < 0 || range.open() ? -most : 0;
        double high = range.high() > 0 || range.open() ? most : 0;
        return (_, random) -> low + random.nextDouble() * (high - low);
    }

    /** What is positive is taken from the other side of zero, as far as the range goes. */
    private static Filling negative(Range range, Filling filling) {
        return (index, random) -> {
            double value = -Math.abs(filling.at(index, random));
            return range.open() ? value : Math.max(range.low(), Math.min(value, range.high()));
        };
    }

    private static Filling sorted(Range range, long row, boolean whole) {
        double step = (range.high() - range.low()) / row;
        return (index, random) -> {
            double value = range.low() + step * (index % row + random.nextDouble());
            return whole ? Math.rint(value) : value;
        };
    }

    /** Both numbers of a pair come from a generator that the pair seeds, so that each can be drawn by itself. */
    private static Filling cancelling(Filling filling, long secret) {
        return (index, _) -> {
            double value = filling.at(index, new SplittableRandom(secret + index / 2));
            return index % 2 == 0 ? value : -value;
        };
    }

    private static Optional<Filling> narrow(Range range, RandomGenerator seed) {
        double power = plain(range, seed) / 2;
        return range.holds(power) && range.holds(power * (1 + NARROW_MOST))
                ? Optional.of((_, random) ->
                        power * (1 + NARROW_LEAST + random.nextDouble() * (0.95 * NARROW_MOST - NARROW_LEAST)))
                : Optional.empty();
    }

    private static Filling notFinite(Filling filling) {
        return (index, random) -> switch (random.nextInt(64)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> Double.NEGATIVE_INFINITY;
            default -> filling.at(index, random);
        };
    }
}
