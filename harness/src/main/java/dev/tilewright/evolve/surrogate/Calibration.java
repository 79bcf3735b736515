package dev.tilewright.evolve.surrogate;

import java.util.ArrayDeque;
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
    private OptionalDouble correlation = OptionalDouble.empty();

    private record Pair(double expected, double came) {}

    /** Takes note of what was expected and of what came, both in the same unit. */
    public void add(double expected, double came) {
        last.add(new Pair(expected, came));
        if (last.size() > WINDOW) {
            last.remove();
        }
        correlation = computed();
    }

    /** Tells whether what is predicted is worth listening to. */
    public boolean trusts() {
        OptionalDouble correlation = correlation();
        return correlation.isEmpty() || correlation.getAsDouble() >= LEAST;
    }

    /** Returns Spearman's rank correlation, from -1 to 1; empty while too little has come. */
    public OptionalDouble correlation() {
        return correlation;
    }

    private OptionalDouble computed() {
        if (last.size() < FIRST) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(RankCorrelation.of(
                last.stream().mapToDouble(Pair::expected).toArray(),
                last.stream().mapToDouble(Pair::came).toArray()));
    }
}
