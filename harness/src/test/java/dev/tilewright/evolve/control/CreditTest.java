package dev.tilewright.evolve.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.control.Credit.Share;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreditTest {

    private static final Decision A = decision(1, "transform:stage");
    private static final Decision B = decision(2, "transform:unroll");
    private static final Decision C = decision(3, "transform:stage");
    private static final Decision D = decision(4, "cross");

    /** seed ← a ← b; seed ← c; b, c ← d. */
    private static final Map<String, Lineage> FAMILY = Map.of(
            "seed", Lineage.seed("naive"),
            "a", made(A, "seed"),
            "b", made(B, "a"),
            "c", made(C, "seed"),
            "d", made(D, "b", "c"));

    private final Credit credit = new Credit(0.5);

    private static Decision decision(int turn, String move) {
        return new Decision(turn, 0, Arm.parse(move));
    }

    private static Lineage made(Decision decision, String... parents) {
        return new Lineage(List.of(parents), Optional.of(decision), "a change");
    }

    /** Settles a child of {@code parents} that nobody else is built on. */
    private List<Share> settle(String child, double reward, String... parents) {
        return credit.settle(
                child, made(decision(9, "tune"), parents), hash -> Optional.ofNullable(FAMILY.get(hash)), reward);
    }

    @Test
    void aStepThatOnlyPreparedAGainEarnsItsShareWithDecay() {
        assertThat(settle("x", 0.8, "b")).containsExactly(new Share(B, 0.4), new Share(A, 0.2));
    }

    @Test
    void parentsThatWereCrossedShareWhatFlowsBack() {
        assertThat(settle("x", 1.6, "d"))
                .containsExactly(new Share(D, 0.8), new Share(B, 0.2), new Share(C, 0.2), new Share(A, 0.1));
    }

    @Test
    void aParentThatWasCrossedWithItselfEarnsBothShares() {
        assertThat(settle("x", 0.8, "a", "a")).containsExactly(new Share(A, 0.4));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.2, 0})
    void nothingFlowsBackFromALossOrAFailure(double reward) {
        assertThat(settle("x", reward, "b")).isEmpty();
    }

    @Test
    void aStepEarnsForTheBestThatWasBuiltOnItAndNotForEveryChild() {
        settle("x", 0.8, "a");
        assertThat(settle("y", 0.6, "a")).isEmpty();
        assertThat(settle("z", 1.0, "a")).singleElement().satisfies(share -> {
            assertThat(share.decision()).isEqualTo(A);
            assertThat(share.amount()).isCloseTo(0.1, within(1e-12));
        });
    }

    @Test
    void ancestorsThatAreNotKnownEndTheLine() {
        assertThat(settle("x", 1, "stranger")).isEmpty();
    }

    @Test
    void nothingFlowsFurtherThanSixGenerations() {
        assertThat(credit.settle(
                        "child",
                        made(decision(99, "tune"), "10"),
                        hash -> Optional.of(made(
                                decision(Integer.parseInt(hash), "tune"),
                                Integer.toString(Integer.parseInt(hash) - 1))),
                        1))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 6)
                        .mapToObj(generation -> new Share(decision(11 - generation, "tune"), Math.pow(0.5, generation)))
                        .toList());
    }

    @Test
    void aLineageThatRunsInCirclesEndsAndPaysOnce() {
        assertThat(credit.settle("child", made(B, "x"), hash -> Optional.of(made(A, "x")), 1))
                .containsExactly(new Share(A, 0.5));
        assertThat(credit.withdraw("child")).containsExactly(new Share(A, -0.5));
    }

    @Test
    void whatAChildBroughtIsTakenBackFromEveryAncestor() {
        settle("x", 1.6, "d");
        assertThat(credit.withdraw("x"))
                .containsExactlyInAnyOrder(
                        new Share(D, -0.8), new Share(B, -0.2), new Share(C, -0.2), new Share(A, -0.1));
        assertThat(credit.withdraw("x")).as("a second time").isEmpty();
        assertThat(settle("y", 1.6, "d")).as("the accounts are empty again").hasSize(4);
    }

    @Test
    void theShareOfTheSecondBestDescendantStays() {
        settle("x", 0.8, "b");
        settle("cheat", 2.0, "b");
        settle("y", 0.4, "a");
        assertThat(credit.withdraw("cheat"))
                .satisfiesExactlyInAnyOrder(
                        share -> {
                            assertThat(share.decision()).isEqualTo(B);
                            assertThat(share.amount()).isCloseTo(0.4 - 1.0, within(1e-12));
                        },
                        share -> {
                            assertThat(share.decision()).isEqualTo(A);
                            assertThat(share.amount()).isCloseTo(0.2 - 0.5, within(1e-12));
                        });
        assertThat(credit.withdraw("y")).as("as much came from elsewhere").isEmpty();
        assertThat(settle("z", 0.8, "b")).as("the same again brings nothing").isEmpty();
    }

    @Test
    void whatWasNeverSettledTakesNothingBack() {
        settle("x", 0.8, "b");
        assertThat(credit.withdraw("y")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, -0.1, Double.NaN})
    void aDecayThatDoesNotDecayIsRefused(double decay) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Credit(decay))
                .withMessage("decay must be at least 0 and below 1, not " + decay);
    }
}
