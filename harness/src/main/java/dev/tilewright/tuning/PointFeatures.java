package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.space.Tunable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a surrogate sees of a configuration: small whole numbers whose order counts. They are the place of each value among the values of
 * its tunable; the power of two that divides it, where that is not in the same order, since hardware likes 64 and 128 better than 96 and 112; and
 * the places of the product and of the quotient of each two numbers, since threads, tiles and memory are products, and work per thread is a quotient. Where the kernel is known elsewhere, its rank on
 * each device is a feature too.
 */
final class PointFeatures {

    /** Products and quotients that differ by less, in the logarithm, are the same. */
    private static final double SAME = 1e-6;

    /** Ranks elsewhere, from 0 to 1, are told apart so finely. */
    private static final int RANKS = 1000;

    private static final int MOST_PAIRS = 200;

    /** A feature has so many places at the most, which are numbers from 0 to 32767. */
    private static final int MOST_PLACES = 1 << 15;

    private final SearchSpace space;
    private final List<Integer> open = new ArrayList<>();
    private final List<Powers> powers = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final List<Known> elsewhere;

    /** The power of two that divides each value of a tunable. */
    private static final class Powers {

        private final int tunable;
        private final int[] exponents;

        Powers(int tunable, int[] exponents) {
            this.tunable = tunable;
            this.exponents = exponents;
        }

        int of(Point point) {
            return exponents[point.index(tunable)];
        }
    }

    /** The product of two tunables, or their quotient: the place of what comes of each two values among all that comes of any. */
    private static final class Pair {

        private final int one;
        private final int two;
        private final int width;
        private final short[] places;

        /** Takes the logarithms of what is multiplied. */
        Pair(int one, double[] ones, int two, double[] twos) {
            this.one = one;
            this.two = two;
            width = twos.length;
            double[] all = Arrays.stream(ones)
                    .flatMap(first -> Arrays.stream(twos).map(second -> first + second))
                    .toArray();
            double[] distinct = distinct(all);
            places = new short[all.length];
            for (int i = 0; i < all.length; i++) {
                int found = Arrays.binarySearch(distinct, all[i] - SAME);
                places[i] = (short) (found < 0 ? -found - 1 : found);
            }
        }

        private static double[] distinct(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return IntStream.range(0, sorted.length)
                    .filter(i -> i == 0 || sorted[i] - sorted[i - 1] > SAME)
                    .mapToDouble(i -> sorted[i])
                    .toArray();
        }

        int place(Point point) {
            return places[point.index(one) * width + point.index(two)];
        }
    }

    PointFeatures(SearchSpace space, List<Known> elsewhere) {
        this.space = space;
        this.elsewhere = elsewhere;
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < space.tunables().size(); i++) {
            Tunable tunable = space.tunables().get(i);
            if (tunable.values().size() > 1) {
                open.add(i);
            }
            if (tunable.values().size() > 2 && tunable.values().stream().allMatch(PointFeatures::isNumber)) {
                numbers.add(i);
                int[] exponents = tunable.values().stream()
                        .mapToInt(PointFeatures::exponent)
                        .toArray();
                if (IntStream.range(1, exponents.length).anyMatch(each -> exponents[each] < exponents[each - 1])) {
                    powers.add(new Powers(i, exponents));
                }
            }
        }
        for (int two = 0; two < numbers.size(); two++) {
            for (int one = 0; one < two; one++) {
                pair(numbers.get(one), numbers.get(two));
            }
        }
    }

    /** Adds the product and the quotient of two tunables, unless there are too many of them already, or of values. */
    private void pair(int one, int two) {
        double[] ones = logarithms(one);
        double[] twos = logarithms(two);
        if (pairs.size() < MOST_PAIRS && ones.length * twos.length <= MOST_PLACES) {
            pairs.add(new Pair(one, ones, two, twos));
            pairs.add(new Pair(one, ones, two, negated(twos)));
        }
    }

    private double[] logarithms(int tunable) {
        return space.tunables().get(tunable).values().stream()
                .mapToDouble(value -> Math.log(Math.max(0.5, Double.parseDouble(value))))
                .toArray();
    }

    private static double[] negated(double[] logarithms) {
        return Arrays.stream(logarithms).map(each -> -each).toArray();
    }

    private static boolean isNumber(String value) {
        try {
            return Double.isFinite(Double.parseDouble(value));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static int exponent(String value) {
        double number = Math.abs(Double.parseDouble(value));
        return number >= 1 && number == Math.rint(number) && number <= Long.MAX_VALUE / 2.0
                ? Long.numberOfTrailingZeros((long) number)
                : 0;
    }

    /** Returns how many features there are. */
    int count() {
        return open.size() + powers.size() + pairs.size() + elsewhere.size();
    }

    /** Returns the place of a value among those of its tunable; where there are more than are told apart, neighbours share one. */
    private short place(Point point, int tunable) {
        long values = space.tunables().get(tunable).values().size();
        long place = point.index(tunable);
        return (short) (values <= MOST_PLACES ? place : place * MOST_PLACES / values);
    }

    /** Returns the features of a point. */
    short[] of(Point point) {
        short[] features = new short[count()];
        int next = 0;
        for (int tunable : open) {
            features[next++] = place(point, tunable);
        }
        for (Powers each : powers) {
            features[next++] = (short) each.of(point);
        }
        for (Pair pair : pairs) {
            features[next++] = (short) pair.place(point);
        }
        for (Known device : elsewhere) {
            features[next++] = (short) (RANKS * device.standing(point).rank());
        }
        return features;
    }
}
