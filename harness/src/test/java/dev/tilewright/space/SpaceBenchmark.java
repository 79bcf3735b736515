package dev.tilewright.space;

import dev.tilewright.kernels.evaluate.measure.MedianInterval;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Measures, on one warm thread, how long it takes to enumerate eight spaces of real kernels from their conditions on, and to list every
 * point of them; and then what a search asks of each. Run as {@code docs/measuring.md} says.
 */
final class SpaceBenchmark {

    private static final int WARM_UP = 100;
    private static final int ROUNDS = 51;
    private static final int POINTS = 1000;

    private SpaceBenchmark() {}

    public static void main(String[] arguments) {
        Map<String, RealWorldSpaces.Known> all = RealWorldSpaces.all();
        all.remove("convolution");
        List<Space> spaces =
                all.values().stream().map(RealWorldSpaces.Known::space).toList();
        long expected =
                all.values().stream().mapToLong(RealWorldSpaces.Known::valid).sum();
        print("enumerate all", 1e6, "ms", measured(expected, () -> counted(spaces)));
        print("and list every point", 1e6, "ms", measured(expected, () -> listed(spaces)));
        all.forEach((name, known) -> {
            Space space = known.space();
            print(name + ": enumerate", 1e6, "ms", measured(known.valid(), () -> counted(List.of(space))));
            SearchSpace search = space.search();
            UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);
            print(
                    name + ": draw",
                    1e3,
                    "µs",
                    each(search, _ -> search.draw(random).hashCode()));
            print(
                    name + ": neighbours",
                    1e3,
                    "µs",
                    each(
                            search,
                            point -> search.neighbours(point, Neighbourhood.ANY).size()));
            print(
                    name + ": adjacent",
                    1e3,
                    "µs",
                    each(
                            search,
                            point -> search.neighbours(point, Neighbourhood.ADJACENT)
                                    .size()));
            print(
                    name + ": within 2",
                    1e3,
                    "µs",
                    each(search, point -> search.within(point, 2).size()));
        });
    }

    private static long counted(List<Space> spaces) {
        return spaces.stream()
                .mapToLong(space -> space.search().size().orElseThrow())
                .sum();
    }

    private static long listed(List<Space> spaces) {
        long points = 0;
        for (Space space : spaces) {
            SearchSpace search = space.search();
            for (long number = 0; number < search.size().orElseThrow(); number++) {
                points += search.point(number).dimensions() > 0 ? 1 : 0;
            }
        }
        return points;
    }

    private interface Work {
        long result();
    }

    private static double[] measured(long expected, Work work) {
        double[] nanos = new double[ROUNDS];
        for (int i = -WARM_UP; i < ROUNDS; i++) {
            long start = System.nanoTime();
            long result = work.result();
            double took = System.nanoTime() - start;
            if (result != expected) {
                throw new IllegalStateException("%d, not %d".formatted(result, expected));
            }
            if (i >= 0) {
                nanos[i] = took;
            }
        }
        return nanos;
    }

    /** Measures the mean over some points, often. */
    private static double[] each(SearchSpace space, ToLongFunction<Point> work) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(2);
        List<Point> points =
                IntStream.range(0, POINTS).mapToObj(_ -> space.draw(random)).toList();
        double[] nanos = new double[ROUNDS];
        long sum = 0;
        for (int i = -WARM_UP; i < ROUNDS; i++) {
            long start = System.nanoTime();
            for (Point point : points) {
                sum += work.applyAsLong(point);
            }
            double took = (System.nanoTime() - start) / (double) POINTS;
            if (i >= 0) {
                nanos[i] = took;
            }
        }
        if (sum == 0) {
            throw new IllegalStateException("nothing was done");
        }
        return nanos;
    }

    private static void print(String what, double unit, String name, double[] nanos) {
        var median = MedianInterval.of(nanos);
        System.out.printf(
                "%s: median %.2f %s, 95 %% interval %.2f to %.2f%n",
                what, median.medianNanos() / unit, name, median.lowNanos() / unit, median.highNanos() / unit);
    }
}
