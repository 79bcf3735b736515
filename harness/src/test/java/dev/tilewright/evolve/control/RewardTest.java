package dev.tilewright.evolve.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardTest {

    private static Evaluation ok(double fitness) {
        return new Evaluation(Status.OK, OptionalDouble.of(fitness), "", Optional.empty(), 0);
    }

    private static Evaluation failed(Status status) {
        return Evaluation.failed(status, "", 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.6931, 0.6931", "-2, -2, 0", "3, 2.9, -0.1", "0, -1.6, -0.25", "0, 6.9, 3.0"})
    void theRewardIsTheGainInFitnessOverTheParentWithinBounds(double parent, double child, double reward) {
        assertThat(Reward.of(ok(child), Optional.of(ok(parent)))).isCloseTo(reward, within(1e-12));
    }

    @Test
    void aGainIsNotBounded() {
        assertThat(Reward.gain(ok(6.9), Optional.of(ok(0)))).hasValue(6.9);
        assertThat(Reward.gain(ok(-4), Optional.of(ok(1)))).hasValue(-5);
    }

    @Test
    void whereThereIsNothingToCompareWithTheRewardIsNothing() {
        assertThat(Reward.of(ok(1), Optional.empty())).isZero();
        assertThat(Reward.of(ok(1), Optional.of(failed(Status.TIMEOUT)))).isZero();
        assertThat(Reward.gain(ok(1), Optional.empty())).isEmpty();
        assertThat(Reward.gain(ok(1), Optional.of(failed(Status.TIMEOUT)))).isEmpty();
        assertThat(Reward.gain(failed(Status.TIMEOUT), Optional.of(ok(1)))).isEmpty();
    }

    @Test
    void aChildOfARefutedParentHasNoGain() {
        assertThat(Reward.of(ok(1), Optional.of(ok(0).refuted("it cheats")))).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "OK, 0",
        "REJECTED, -0.02",
        "BUILD_ERROR, -0.1",
        "LAUNCH_ERROR, -0.1",
        "WRONG_RESULT, -0.3",
        "TIMEOUT, -0.5",
        "CRASH, -0.5"
    })
    void aFailureCostsMoreTheDearerItIsToFindOut(Status status, double cost) {
        assertThat(Reward.cost(status)).isEqualTo(cost);
        if (status != Status.OK) {
            assertThat(Reward.of(failed(status), Optional.of(ok(1)))).isEqualTo(cost);
            assertThat(Reward.of(failed(status), Optional.empty())).isEqualTo(cost);
        }
    }

    @Test
    void aGainThatCostMoreCountsLessAndALossMore() {
        assertThat(Reward.perCost(0.6, 0, 0.01)).isEqualTo(0.6);
        assertThat(Reward.perCost(0.6, 0.01, 0.01)).isEqualTo(0.3);
        assertThat(Reward.perCost(-0.1, 0.01, 0.01)).isEqualTo(-0.2);
    }
}
