package dev.tilewright.evolve.surrogate;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * How well a surrogate has predicted so far: the rank correlation of what it expected with what came, over the last few candidates. One that does not predict is not
 * listened to, until it does.
 */
public final class Calibration {

    /** Over so many of the last predictions it is computed. */
    private static final int WINDOW = 40;

    /** Before so many have come true or not, a surrogate is listened to. */
    private static final int FIRST = 16;

    /** Below this correlation a surrogate is not listened to. */
    public static final double LEAST = 0.1;

    private final Deque<Pair> last = new ArrayDeque<>();

    private record Pair(double expected, double came) {}

    /** Takes note of what was expected and of what came, both in the same unit. */
    public void add(double expected, double came) {
        last.add(new Pair(expected, came));
        if (last.size() > WINDOW) {
            last.remove();
        }
    }

    /** Tells whether what is predicted is worth listening to. */
    public boolean trusts() {
        OptionalDouble correlation = correlation();
        return correlation.isEmpty() || correlation.getAsDouble() >= LEAST;
    }

    /** Returns Spearman's rank correlation, from -1 to 1; empty while too little has come. */
    public OptionalDouble correlation() {
        if (last.size() < FIRST) {
            return OptionalDouble.empty();
        }
        double[] expected = ranks(last.stream().mapToDouble(Pair::expected).toArray());
        double[] came = ranks(last.stream().mapToDouble(Pair::came).toArray());
        double mean = (last.size() - 1) / 2.0;
        double both = 0;
        double one = 0;
        double other = 0;
        for (int i = 0; i < expected.length; i++) {
            both += (expected[i] - mean) * (came[i] - mean);
            one += (expected[i] - mean) * (expected[i] - mean);
            other += (came[i] - mean) * (came[i] - mean);
        }
        return OptionalDouble.of(one == 0 || other == 0 ? 0 : both / Math.sqrt(one * other));
    }

    /** Returns the ranks of values from 0; equal ones share the mean of theirs. */
    private static double[] ranks(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Arrays.stream(values)
                .map(value -> {
                    double below =
                            Arrays.stream(sorted).filter(other -> other < value).count();
                    double equal = Arrays.stream(sorted)
                            .filter(other -> other == value)
                            .count();
                    return below + (equal - 1) / 2;
                })
                .toArray();
    }
}
