package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernels.evaluate.measure.EarlyStop;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a challenger is timed against the incumbent.
 *
 * @param leastRounds the fewest rounds for each of the two
 * @param mostRounds the most rounds for each
 * @param timeNanos about how long all rounds together take, in ns, unless the fewest rounds take longer
 * @param significance with which probability, at the most, a challenger is called faster that is as fast as the incumbent
 */
public record ComparisonBudget(int leastRounds, int mostRounds, long timeNanos, double significance) {

    /** 5 to 24 rounds each in 6 s, or fewer where it is clear after 5; one in a hundred. */
    public static final ComparisonBudget DEFAULT = new ComparisonBudget(5, 24, 6_000_000_000L, 0.01);

    /** What a round takes beside its runs: fresh inputs, cold caches, JMH. */
    private static final long ROUND_NANOS = 60_000_000;

    /**
     * What may be enough where the incumbent is so slow that its rounds must be few: three samples against nine can reach p = 1/220,
     * two against fourteen 1/120, and one against a hundred 1/101.
     */
    private static final List<Rounds> UNEVEN = List.of(new Rounds(3, 3), new Rounds(2, 7), new Rounds(1, 100));

    /** An incumbent that takes so many times as long is told from its challenger by a few runs of each. */
    private static final double FAR = 4;

    /**
     * How often the two are timed.
     *
     * @param incumbent rounds of the incumbent
     * @param perIncumbent rounds of the challenger for each of them
     */
    record Rounds(int incumbent, int perIncumbent) {

        /** Tells whether the incumbent has fewer rounds than the challenger. */
        boolean uneven() {
            return perIncumbent > 1;
        }

        private long nanos(long incumbentNanos, long challengerNanos) {
            return incumbent * (incumbentNanos + ROUND_NANOS + perIncumbent * (challengerNanos + ROUND_NANOS));
        }
    }

    public ComparisonBudget {
        // Five samples against five can reach p = 1/252; four against four cannot go below 1/70.
        if (leastRounds < 5 || mostRounds < leastRounds) {
            throw new IllegalArgumentException(
                    "%d to %d rounds: there must be at least 5".formatted(leastRounds, mostRounds));
        }
        if (timeNanos <= 0 || !(significance > 0 && significance < 1)) {
            throw new IllegalArgumentException("time must be positive, and significance between 0 and 1");
        }
    }

    /** Returns what ends the rounds where it is clear who is faster. */
    EarlyStop stop() {
        return new EarlyStop(leastRounds, significance);
    }

    /**
     * Plans as many rounds as the time is good for. An incumbent that takes most of the time by itself, as a naive kernel may, has few
     * rounds, and the challenger so many more that the rank test can still decide.
     *
     * @param incumbentNanos about how long one run of the incumbent takes
     * @param challengerNanos about how long one run of the challenger takes
     */
    Rounds rounds(long incumbentNanos, long challengerNanos) {
        long bothNanos = incumbentNanos + challengerNanos;
        int wanted = Math.clamp(timeNanos / bothNanos, leastRounds, mostRounds);
        Rounds even = new Rounds(isFar(incumbentNanos, challengerNanos) ? leastRounds : wanted, 1);
        boolean tooLong = leastRounds * bothNanos > timeNanos;
        return Stream.concat(Stream.of(even), tooLong ? UNEVEN.stream() : Stream.empty())
                .min(Comparator.comparingLong(rounds -> rounds.nanos(incumbentNanos, challengerNanos)))
                .orElseThrow();
    }

    /**
     * Tells whether the incumbent takes so long beside its challenger that no run is to be spent on warming it up: what its first
     * run does besides is nothing beside the difference.
     */
    boolean startsCold(long incumbentNanos, long challengerNanos) {
        return incumbentNanos > timeNanos
                && rounds(incumbentNanos, challengerNanos).uneven();
    }

    /**
     * Returns for how long runs are begun in a round, in ns. A run that is under way then is the round's last, so half a run of the
     * challenger is taken off: a round is as long as planned on average, and a slow kernel has one run in it. So have both where the
     * incumbent is far behind.
     */
    long roundNanos(Rounds rounds, long incumbentNanos, long challengerNanos) {
        return rounds.uneven() || isFar(incumbentNanos, challengerNanos)
                ? 0
                : Math.max(0, timeNanos / (2L * rounds.incumbent()) - challengerNanos / 2);
    }

    private static boolean isFar(long incumbentNanos, long challengerNanos) {
        return incumbentNanos > FAR * challengerNanos;
    }
}
