package dev.tilewright.evolve.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ShapingTest {

    private static final Arm TUNE = Arm.of("tune");
    private static final Arm STRENGTH = Arm.of("tune-strength", "2");
    private static final Arm CROSS = Arm.of("cross");

    private static SequencedMap<Arm, Double> earned(Arm arm, double reward) {
        return new LinkedHashMap<>(Collections.singletonMap(arm, reward));
    }

    private static List<SequencedMap<Arm, Double>> history(Arm arm, double... rewards) {
        List<SequencedMap<Arm, Double>> all = new ArrayList<>();
        for (double reward : rewards) {
            all.add(earned(arm, reward));
        }
        return all;
    }

    private static double paid(String shaping, List<SequencedMap<Arm, Double>> earlier, double reward) {
        return Shapings.named(shaping)
                .shape(earlier, earned(TUNE, reward))
                .firstEntry()
                .getValue();
    }

    @ParameterizedTest
    @FieldSource("dev.tilewright.evolve.control.Shapings#NAMES")
    void everyArmIsPaidAndADecisionThatNobodyLearnsFromPaysNothing(String name) {
        Shaping shaping = Shapings.named(name);
        assertThat(shaping.name()).isEqualTo(name);
        SequencedMap<Arm, Double> both = earned(TUNE, 0.3);
        both.put(STRENGTH, 0.2);
        List<SequencedMap<Arm, Double>> earlier = List.of(earned(CROSS, 0.1), new LinkedHashMap<>());
        assertThat(shaping.shape(earlier, both).sequencedKeySet()).containsExactly(TUNE, STRENGTH);
        assertThat(shaping.shape(earlier, new LinkedHashMap<>())).isEmpty();
    }

    @Test
    void logSpeedUpPaysWhatWasEarned() {
        assertThat(paid("log-speed-up", history(TUNE, 1, 2, 3), 0.3)).isEqualTo(0.3);
    }

    @Test
    void rankPaysByHowManyOfTheLastEarnedLess() {
        List<SequencedMap<Arm, Double>> earlier = history(CROSS, 0.5, 0, 0, -0.2);
        assertThat(paid("rank", earlier, 2)).isEqualTo(1);
        assertThat(paid("rank", earlier, 0.1)).isEqualTo(0.5);
        assertThat(paid("rank", earlier, 0)).as("equals count half").isZero();
        assertThat(paid("rank", earlier, -0.25)).isEqualTo(-1);
        assertThat(paid("rank", List.of(), 2)).as("alone").isZero();
    }

    @Test
    void aFailureRanksBelowEveryChildThatIsOk() {
        double rejected = Reward.cost(Status.REJECTED);
        double crashed = Reward.cost(Status.CRASH);
        List<SequencedMap<Arm, Double>> earlier = history(CROSS, -0.25, rejected, crashed, 0);
        assertThat(paid("rank", earlier, -0.25)).isEqualTo(0.25);
        assertThat(paid("rank", earlier, rejected)).isEqualTo(-0.25);
        assertThat(paid("rank", earlier, crashed)).isEqualTo(-0.75);
    }

    @Test
    void whatWasEarnedLongAgoIsNotRankedAgainst() {
        List<SequencedMap<Arm, Double>> earlier = history(CROSS, new double[RankShaping.WINDOW]);
        earlier.addFirst(earned(CROSS, 3));
        assertThat(paid("rank", earlier, 1)).isEqualTo(1);
    }

    @Test
    void extremePaysTheMostThatTheArmEarnedLately() {
        List<SequencedMap<Arm, Double>> earlier = history(TUNE, 0.1, 0.9, -0.1);
        earlier.addAll(history(CROSS, 2));
        assertThat(paid("extreme", earlier, 0)).isEqualTo(0.9);
        assertThat(paid("extreme", earlier, 1.2)).isEqualTo(1.2);
        earlier.addAll(history(TUNE, new double[ExtremeShaping.WINDOW - 2]));
        assertThat(paid("extreme", earlier, -0.1)).as("once it is long ago").isZero();
    }

    @Test
    void onlyWhatFailuresCostIsACost() {
        for (Status status : Status.values()) {
            assertThat(Reward.isCost(Reward.cost(status))).isEqualTo(Reward.cost(status) < 0);
        }
        assertThat(Reward.isCost(Reward.FLOOR)).isFalse();
        assertThat(Reward.FLOOR + Reward.cost(Status.REJECTED)).isLessThan(Reward.FLOOR);
    }

    @Test
    void aGainFlowsBackAsItWasEarnedOrAsItRanked() {
        assertThat(Shapings.named("extreme").flowing(0.3, 0.9)).isEqualTo(0.3);
        assertThat(Shapings.named("rank").flowing(0.3, 0.8)).isCloseTo(0.8, within(0.0));
        assertThat(Shapings.named("rank").flowing(0.3, -0.1)).isZero();
    }

    @Test
    void anUnknownShapingIsRefusedWithTheNamesOfThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shapings.named("luck"))
                .withMessage("no reward is called luck; there are log-speed-up, rank, extreme");
    }
}
