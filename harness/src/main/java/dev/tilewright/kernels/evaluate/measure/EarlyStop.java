package dev.tilewright.kernels.evaluate.measure;

import java.util.Arrays;

/**
 * A comparison in rounds that ends as soon as it is clear, and errs no more often for that.
 *
 * <p>After each pair of rounds, once there are enough, it ends as faster if every round of the challenger was shorter than every round
 * of the incumbent. If the two are alike, n rounds of each fall apart like that once in C(2n, n) times. What all those looks together
 * may err is taken off the significance of the rank test at the end, so that the whole errs no more often than was asked for (Bonferroni;
 * the group sequential tests of Pocock, "Group sequential methods in the design and analysis of clinical trials", 1977, spend an error
 * likewise). It ends as not faster once the ranks speak clearly for the incumbent, which no test asks anything for.
 *
 * @param leastRounds how many rounds of each there are before the first look
 * @param significance how often two that are alike may be told apart, between 0 and 1
 */
public record EarlyStop(int leastRounds, double significance) {

    /** From here on the ranks speak so clearly for the incumbent that a machine that is disturbed does not turn a faster challenger away. */
    private static final double HOPELESS = 0.8;

    public EarlyStop {
        if (leastRounds < 1 || !(significance > 0 && significance < 1)) {
            throw new IllegalArgumentException(
                    "%d rounds at a significance of %s: both must be positive, and the latter below 1"
                            .formatted(leastRounds, significance));
        }
    }

    /** Tells whether no more rounds are needed. Rounds of the two are as many. */
    public boolean isClear(double[] incumbent, double[] challenger) {
        return challenger.length >= leastRounds
                && incumbent.length == challenger.length
                && (apart(incumbent, challenger) || RankTest.pValue(challenger, incumbent) > HOPELESS);
    }

    /**
     * Tells whether the challenger is faster, once the rounds have ended.
     *
     * @param planned how many rounds of each there would have been at the most
     */
    public boolean isFaster(double[] incumbent, double[] challenger, int planned) {
        return challenger.length < planned && incumbent.length == challenger.length
                ? apart(incumbent, challenger)
                : RankTest.pValue(challenger, incumbent) < left(planned);
    }

    /** Returns what is left of the significance for the test after {@code planned} rounds of each. */
    public double left(int planned) {
        double spent = 0;
        for (int rounds = leastRounds; rounds < planned; rounds++) {
            spent += byChance(rounds);
        }
        return significance - spent;
    }

    private static boolean apart(double[] incumbent, double[] challenger) {
        return Arrays.stream(challenger).max().orElse(Double.POSITIVE_INFINITY)
                < Arrays.stream(incumbent).min().orElse(Double.NEGATIVE_INFINITY);
    }

    /** Returns how probable it is that so many rounds of each fall apart by chance: 1/C(2n, n). */
    private static double byChance(int rounds) {
        double chance = 1;
        for (int i = 1; i <= rounds; i++) {
            chance *= i / (double) (rounds + i);
        }
        return chance;
    }
}
