package dev.tilewright.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.candidate.Candidate.Lineage;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardTest {

    private static final Directive STAGE = Directive.parse("transform:stage");
    private static final Directive UNROLL = Directive.parse("transform:unroll");
    private static final Directive CROSS = Directive.parse("cross");

    /** seed ← a, by stage ← b, by unroll; seed ← c, by stage; b, c ← d, by cross. */
    private static final Map<String, Lineage> FAMILY = Map.of(
            "seed", Lineage.seed("naive"),
            "a", made(STAGE, "seed"),
            "b", made(UNROLL, "a"),
            "c", made(STAGE, "seed"),
            "d", made(CROSS, "b", "c"));

    private final Credit credit = new Credit(0.5);

    private static Lineage made(Directive directive, String... parents) {
        return new Lineage(List.of(parents), Optional.of(directive), "a change");
    }

    private List<Credit.Share> settle(Lineage child, double reward) {
        return credit.settle(child, hash -> Optional.ofNullable(FAMILY.get(hash)), reward);
    }

    private static Evaluation taking(double nanos) {
        return new Evaluation(
                Status.OK,
                Optional.of(new TimeEstimate(nanos, nanos, nanos, 10)),
                Optional.empty(),
                OptionalDouble.of(0),
                List.of(),
                "",
                Evaluation.Cost.NONE);
    }

    private static Evaluation failed(Status status) {
        return Evaluation.failed(status, "", Evaluation.Cost.NONE);
    }

    @ParameterizedTest
    @CsvSource({"1000, 500, 0.6931", "1000, 1000, 0", "1000, 1100, -0.0953", "1000, 5000, -0.25", "1e6, 1000, 3.0"})
    void theRewardIsTheLogSpeedUpOverTheParentWithinBounds(double parent, double child, double reward) {
        assertThat(Reward.of(taking(child), Optional.of(taking(parent)))).isCloseTo(reward, within(1e-4));
    }

    @Test
    void whereThereIsNothingToCompareWithTheRewardIsNothing() {
        assertThat(Reward.of(taking(1000), Optional.empty())).isZero();
        assertThat(Reward.of(taking(1000), Optional.of(failed(Status.TIMEOUT)))).isZero();
    }

    @Test
    void aFailureCostsMoreTheDearerItIsToFindOut() {
        Optional<Evaluation> parent = Optional.of(taking(1000));
        double rejected = Reward.of(failed(Status.REJECTED), parent);
        double build = Reward.of(failed(Status.BUILD_ERROR), parent);
        double wrong = Reward.of(failed(Status.WRONG_RESULT), parent);
        double hang = Reward.of(failed(Status.TIMEOUT), parent);
        assertThat(rejected).isNegative().isGreaterThan(build);
        assertThat(build).isGreaterThan(wrong);
        assertThat(wrong).isGreaterThan(hang);
        assertThat(Reward.of(failed(Status.CRASH), parent)).isEqualTo(hang);
        assertThat(Reward.of(failed(Status.LAUNCH_ERROR), parent)).isEqualTo(build);
    }

    @Test
    void aStepThatOnlyPreparedAGainEarnsItsShareWithDecay() {
        assertThat(settle(made(UNROLL, "b"), 0.8))
                .containsExactly(new Credit.Share(UNROLL, 0.4), new Credit.Share(STAGE, 0.2));
    }

    @Test
    void parentsThatWereCrossedShareWhatFlowsBack() {
        assertThat(settle(made(UNROLL, "d"), 1.6))
                .containsExactly(
                        new Credit.Share(CROSS, 0.8),
                        new Credit.Share(UNROLL, 0.2),
                        new Credit.Share(STAGE, 0.2),
                        new Credit.Share(STAGE, 0.1));
    }

    @Test
    void nothingFlowsBackFromALossOrAFailure() {
        assertThat(settle(made(UNROLL, "b"), -0.2)).isEmpty();
        assertThat(settle(made(UNROLL, "b"), 0)).isEmpty();
    }

    @Test
    void aStepEarnsForTheBestThatWasBuiltOnItAndNotForEveryChild() {
        settle(made(UNROLL, "a"), 0.8);
        assertThat(settle(made(CROSS, "a"), 0.6)).isEmpty();
        assertThat(settle(made(CROSS, "a"), 1.0)).singleElement().satisfies(share -> {
            assertThat(share.directive()).isEqualTo(STAGE);
            assertThat(share.amount()).isCloseTo(0.1, within(1e-12));
        });
    }

    @Test
    void ancestorsThatAreNotKnownEndTheLine() {
        assertThat(settle(made(UNROLL, "stranger"), 1)).isEmpty();
    }

    @Test
    void aLineageThatRunsInCirclesEnds() {
        assertThat(credit.settle(made(UNROLL, "x"), hash -> Optional.of(made(STAGE, "x")), 1))
                .isNotEmpty();
    }

    @Test
    void aDecayThatDoesNotDecayIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Credit(1))
                .withMessage("decay must be at least 0 and below 1, not 1.0");
    }

    @Test
    void aGainThatCostMoreCountsLessAndALossMore() {
        assertThat(Reward.perCost(0.6, 0, 0.01)).isEqualTo(0.6);
        assertThat(Reward.perCost(0.6, 0.01, 0.01)).isEqualTo(0.3);
        assertThat(Reward.perCost(-0.1, 0.01, 0.01)).isEqualTo(-0.2);
    }
}
