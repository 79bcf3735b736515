package dev.tilewright.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.bench.Criterion.Judgement;
import dev.tilewright.bench.Criterion.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CriterionTest {

    private static final int ROUNDS = 8;
    private static final int CASES = 4;

    private final Criterion criterion = new Criterion(0.03, 0.01);
    private final SplittableRandom random = new SplittableRandom(7);

    /** Times that scatter to the right, as those of processes do, about 1 ms times {@code factor}. */
    private List<Double> times(int rounds, double factor, double noise) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            times.add(1e6 * factor * Math.exp(noise * -Math.log(1 - random.nextDouble())));
        }
        return times;
    }

    private Judgement judged(double factor, double noise) {
        return criterion
                .judge(List.of(new Samples(times(ROUNDS, factor, noise), times(ROUNDS, 1, noise), false)), 1)
                .getFirst();
    }

    private double falseAlarms(Criterion held, double factor, double noise) {
        int runs = 3000;
        int alarms = 0;
        for (int run = 0; run < runs; run++) {
            List<Samples> cases = new ArrayList<>();
            for (int i = 0; i < CASES; i++) {
                cases.add(new Samples(times(ROUNDS, factor, noise), times(ROUNDS, 1, noise), false));
            }
            alarms += held.judge(cases, 1).stream().anyMatch(one -> one.verdict() == Verdict.REGRESSED) ? 1 : 0;
        }
        return alarms / (double) runs;
    }

    @Test
    void runsOfTheSameKernelGiveNoMoreFalseAlarmsThanTheSignificanceAllows() {
        for (double noise : List.of(0.005, 0.05, 0.5)) {
            assertThat(falseAlarms(criterion, 1, noise)).as("noise %s", noise).isLessThanOrEqualTo(0.012);
        }
    }

    @Test
    void halfWayToASlowdownOnlyWhatIsNearerToItCounts() {
        Criterion half = criterion.halfWay(16);

        assertThat(half.threshold()).isEqualTo(3);
        assertThat(half.significance()).isEqualTo(criterion.significance());
        assertThat(criterion.halfWay(1.04)).isEqualTo(criterion);
        assertThat(criterion.halfWay(0.5)).isEqualTo(criterion);
        assertThat(criterion.halfWay(1e9).threshold()).isLessThan(10);
        assertThat(judged(half, 2)).isEqualTo(Verdict.UNCHANGED);
        assertThat(judged(half, 8)).isEqualTo(Verdict.REGRESSED);
    }

    private Verdict judged(Criterion held, double factor) {
        return held.judge(List.of(Samples.apart(times(ROUNDS, factor, 0.05), times(ROUNDS, 1, 0.05))), 1)
                .getFirst()
                .verdict();
    }

    @Test
    void withoutAThresholdTheRateOfFalseAlarmsIsThatOfTheSignificance() {
        double rate = falseAlarms(new Criterion(0, 0.05), 1, 0.05);

        assertThat(rate).isBetween(0.01, 0.06);
    }

    @Test
    void aSlowdownAsLargeAsTheThresholdIsNoMoreOftenARegressionThanTheSignificanceAllows() {
        assertThat(falseAlarms(criterion, 1.03, 0.02)).isLessThanOrEqualTo(0.012);
    }

    @Test
    void aSlowdownOfTenPercentIsFound() {
        Judgement judgement = judged(1.1, 0.01);

        assertThat(judgement.verdict()).isEqualTo(Verdict.REGRESSED);
        assertThat(judgement.pValue()).isLessThan(0.01);
        assertThat(judgement.ratio().ratio()).isCloseTo(1.1, within(0.02));
        assertThat(judgement.ratio().low()).isGreaterThan(1.03);
    }

    @Test
    void aGainOfTenPercentIsAnImprovement() {
        assertThat(judged(1 / 1.1, 0.01).verdict()).isEqualTo(Verdict.IMPROVED);
    }

    @Test
    void aSlowdownThatIsCertainAndSmallIsNoRegression() {
        assertThat(judged(1.01, 0.001).verdict()).isEqualTo(Verdict.UNCHANGED);
    }

    @Test
    void wideScatterIsInconclusiveAndMoreRoundsAreAdvisedOnlyWhereTheyHelp() {
        List<Double> then = List.of(1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7);
        List<Double> now = then.stream().map(time -> 1.03 * time).toList();
        Judgement hopeless =
                criterion.judge(List.of(new Samples(now, then, false)), 1).getFirst();
        assertThat(hopeless.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(hopeless.roundsThatMayDecide()).isEmpty();

        List<Double> close = List.of(1.0, 1.02, 1.04, 1.06, 1.08, 1.1, 1.12, 1.14);
        Judgement near =
                criterion.judge(List.of(new Samples(close, close, false)), 1).getFirst();
        assertThat(near.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(near.roundsThatMayDecide().orElseThrow()).isBetween(12, 200);
    }

    @Test
    void oneRoundDecidesNothing() {
        Judgement judgement = criterion
                .judge(List.of(new Samples(times(1, 2, 0.01), times(1, 1, 0.01), false)), 1)
                .getFirst();

        assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judgement.ratio().low()).isZero();
    }

    @Test
    void theFewestRoundsAreThoseWhoseSignsAreEnough() {
        // 1/128 < 0.01 for seven pairs; 1/512 < 0.01/3 for nine, and 1/256 is not.
        assertThat(criterion.leastRounds(1, 1)).isEqualTo(7);
        assertThat(criterion.leastRounds(3, 1)).isEqualTo(9);
    }

    /** Processes that differ by half from each other, with a tenth of a percent between the two kernels of one. */
    private Samples pairs(double factor, double within) {
        List<Double> then = times(ROUNDS, 1, 0.5);
        List<Double> now = new ArrayList<>();
        List<Double> noise = times(ROUNDS, factor / 1e6, within);
        for (int i = 0; i < ROUNDS; i++) {
            now.add(then.get(i) * noise.get(i));
        }
        return new Samples(now, then, true);
    }

    @Test
    void inPairsWhatProcessesDifferByHidesNothing() {
        Samples slower = pairs(1.1, 0.005);
        Judgement paired = criterion.judge(List.of(slower), 1).getFirst();
        Judgement apart = criterion
                .judge(List.of(new Samples(slower.now(), slower.then(), false)), 1)
                .getFirst();

        assertThat(paired.verdict()).isEqualTo(Verdict.REGRESSED);
        assertThat(paired.ratio().low()).isBetween(1.03, 1.1 * 1.02);
        assertThat(apart.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void pairsOfTheSameKernelGiveNoMoreFalseAlarmsThanTheSignificanceAllows() {
        int alarms = 0;
        int runs = 3000;
        for (int run = 0; run < runs; run++) {
            List<Double> now = times(ROUNDS, 1, 0.2);
            List<Double> then = times(ROUNDS, 1, 0.2);
            alarms += new Criterion(0, 0.05)
                                    .judge(List.of(new Samples(now, then, true)), 1)
                                    .getFirst()
                                    .verdict()
                            == Verdict.REGRESSED
                    ? 1
                    : 0;
        }

        assertThat(alarms / (double) runs).isBetween(0.03, 0.06);
    }

    @Test
    void pValuesAreCorrectedStepByStep() {
        // Holm (1979): the smallest times 3, the next times 2 and no smaller than it, the last as it is and no smaller
        // either.
        List<Double> adjusted = Holm.adjust(List.of(0.03, 0.01, 0.02));

        assertThat(adjusted.get(1)).isCloseTo(0.03, within(1e-12));
        assertThat(adjusted.get(2)).isCloseTo(0.04, within(1e-12));
        assertThat(adjusted.get(0)).isCloseTo(0.04, within(1e-12));
        assertThat(Holm.adjust(List.of(0.9, 0.8))).containsExactly(1.0, 1.0);
        assertThat(Holm.adjust(List.of())).isEmpty();
    }

    @Test
    void theIntervalLeavesOutAsManyRatiosAsTablesOfTheRankTestSay() {
        // Critical values of U at 5 %, two-sided: 2 for 5 and 5, 13 for 8 and 8, 23 for 10 and 10, 3 for 4 and 8 plus
        // one each.
        assertThat(RatioEstimate.lowRank(5, 5)).isEqualTo(3);
        assertThat(RatioEstimate.lowRank(8, 8)).isEqualTo(14);
        assertThat(RatioEstimate.lowRank(10, 10)).isEqualTo(24);
        assertThat(RatioEstimate.lowRank(3, 3)).isZero();
        assertThat(RatioEstimate.lowRank(26, 26)).isCloseTo(RatioEstimate.lowRank(25, 25) + 21, within(4));
    }

    @Test
    void theIntervalOfPairsLeavesOutAsManyAveragesAsTablesOfWilcoxonsTestSay() {
        // Critical values of W at 5 %, two-sided: 0 for 6 pairs, 3 for 8, 8 for 10, 52 for 20; there is none for 5.
        assertThat(RatioEstimate.lowRank(5)).isZero();
        assertThat(RatioEstimate.lowRank(6)).isEqualTo(1);
        assertThat(RatioEstimate.lowRank(8)).isEqualTo(4);
        assertThat(RatioEstimate.lowRank(10)).isEqualTo(9);
        assertThat(RatioEstimate.lowRank(20)).isEqualTo(53);
    }
}
