package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.space.Tunable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a surrogate sees of a configuration: small whole numbers whose order counts. They are the place of each value among the values of
 * its tunable; the power of two that divides it, where that is not in the same order, since hardware likes 64 and 128 better than 96 and 112; and
 * the place of the product of each two numbers, since threads, tiles and memory are products. Where the kernel is known elsewhere, its rank on
 * each device is a feature too.
 */
final class PointFeatures {

    /** Products that differ by less, in the logarithm, are the same. */
    private static final double SAME = 1e-6;

    /** Ranks elsewhere, from 0 to 1, are told apart so finely. */
    private static final int RANKS = 1000;

    private static final int MOST_PRODUCTS = 100;

    /** How many points are kept with their features. */
    private static final int MOST_KNOWN = 50_000;

    private final SearchSpace space;
    private final List<Integer> open = new ArrayList<>();
    private final List<Powers> powers = new ArrayList<>();
    private final List<Product> products = new ArrayList<>();
    private final List<Known> elsewhere;
    private final Map<Point, short[]> known = new HashMap<>();

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

    /** The product of two tunables: the logarithms of both, and of all products that there are. */
    private static final class Product {

        private final int one;
        private final int two;
        private final double[] ones;
        private final double[] twos;
        private final double[] all;

        Product(int one, int two, double[] ones, double[] twos, double[] all) {
            this.one = one;
            this.two = two;
            this.ones = ones;
            this.twos = twos;
            this.all = all;
        }

        int place(Point point) {
            double product = ones[point.index(one)] + twos[point.index(two)];
            int found = Arrays.binarySearch(all, product - SAME);
            return found < 0 ? -found - 1 : found;
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
            for (int one = 0; one < two && products.size() < MOST_PRODUCTS; one++) {
                products.add(product(numbers.get(one), numbers.get(two)));
            }
        }
    }

    private Product product(int one, int two) {
        double[] ones = logarithms(one);
        double[] twos = logarithms(two);
        double[] sorted = Arrays.stream(ones)
                .flatMap(first -> Arrays.stream(twos).map(second -> first + second))
                .sorted()
                .toArray();
        double[] distinct = IntStream.range(0, sorted.length)
                .filter(i -> i == 0 || sorted[i] - sorted[i - 1] > SAME)
                .mapToDouble(i -> sorted[i])
                .toArray();
        return new Product(one, two, ones, twos, distinct);
    }

    private double[] logarithms(int tunable) {
        return space.tunables().get(tunable).values().stream()
                .mapToDouble(value -> Math.log(Math.max(0.5, Double.parseDouble(value))))
                .toArray();
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
        return open.size() + powers.size() + products.size() + elsewhere.size();
    }

    /** Returns the features of a point. */
    short[] of(Point point) {
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(point, this::compute);
    }

    private short[] compute(Point point) {
        short[] features = new short[count()];
        int next = 0;
        for (int tunable : open) {
            features[next++] = (short) point.index(tunable);
        }
        for (Powers each : powers) {
            features[next++] = (short) each.of(point);
        }
        for (Product product : products) {
            features[next++] = (short) product.place(point);
        }
        for (Known device : elsewhere) {
            features[next++] = (short) (RANKS * device.standing(point).rank());
        }
        return features;
    }
}
