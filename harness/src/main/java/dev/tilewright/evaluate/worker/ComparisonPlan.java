package dev.tilewright.evaluate.worker;

/**
 * How a challenger is timed against the incumbent.
 *
 * @param leastRounds the fewest rounds for each of the two
 * @param mostRounds the most rounds for each
 * @param timeNanos about how long all rounds together take, in ns, unless the fewest rounds take longer
 * @param significance the challenger is faster if samples as good as its own would come by chance with less than this probability
 */
public record ComparisonPlan(int leastRounds, int mostRounds, long timeNanos, double significance) {

    /** 5 to 12 rounds each in 3 s; one in a hundred. */
    public static final ComparisonPlan DEFAULT = new ComparisonPlan(5, 12, 3_000_000_000L, 0.01);

    /**
     * Rounds of an incumbent that is slow, and rounds of the challenger for each of them: three samples against nine can reach
     * p = 1/220.
     */
    static final int UNEVEN = 3;

    public ComparisonPlan {
        // Five samples against five can reach p = 1/252; four against four cannot go below 1/70.
        if (leastRounds < 5 || mostRounds < leastRounds) {
            throw new IllegalArgumentException(
                    "%d to %d rounds: there must be at least 5".formatted(leastRounds, mostRounds));
        }
        if (timeNanos <= 0 || !(significance > 0 && significance < 1)) {
            throw new IllegalArgumentException("time must be positive, and significance between 0 and 1");
        }
    }
}
