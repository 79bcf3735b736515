package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Measurement;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankingTest {

    private final Ranking ranking = new Ranking(0.1, 3);

    private static Step step(int ordinal, double fitness) {
        Candidate candidate = BitStrings.seed(ordinal);
        Evaluation evaluation = new Evaluation(Status.OK, OptionalDouble.of(fitness), "", Optional.empty(), 0);
        return new Step(ordinal, candidate, evaluation, false, 0, ordinal, Optional.empty(), Instant.EPOCH);
    }

    private static Step settled(Step step, Verdict verdict) {
        return settled(step, new Confirmation(verdict, OptionalDouble.empty(), "", Optional.empty()));
    }

    private static Step settled(Step step, Confirmation confirmation) {
        return step.settled(new Settlement(confirmation, step.ordinal() + 9, 0, 0));
    }

    /** A contender that was not fitter, with the fitness that the two had in the comparison. */
    private static Step withstood(Step step, double incumbent, double challenger) {
        return settled(
                step,
                new Confirmation(
                        Verdict.NOT_FITTER, OptionalDouble.of(challenger), "", Optional.of(new Compared(incumbent))));
    }

    /** A comparison in which the incumbent had some fitness. */
    private record Compared(double incumbent) implements Measurement {

        @Override
        public OptionalDouble incumbentFitness() {
            return OptionalDouble.of(incumbent);
        }
    }

    @Test
    void theFirstThatIsOkIsTheBaselineAndTheBest() {
        assertThat(ranking.best()).isEmpty();
        assertThat(ranking.toBeat()).isEmpty();
        assertThat(ranking.enter(step(2, 1), true)).isTrue();
        assertThat(ranking.enter(step(3, 0.5), true)).isFalse();
        assertThat(ranking.baseline()).contains(step(2, 1));
        assertThat(ranking.best()).contains(step(2, 1));
        assertThat(ranking.toBeat()).hasValue(1);
    }

    @Test
    void onlyWhatIsFitterBeyondTheMarginContends() {
        ranking.enter(step(0, 1), true);
        ranking.enter(step(1, 1.0999), true);
        assertThat(ranking.contender()).isEmpty();
        ranking.enter(step(2, 1.1001), true);
        ranking.enter(step(3, 1.5), true);
        ranking.enter(step(4, 1.2), true);
        assertThat(ranking.contender()).contains(step(3, 1.5));
        assertThat(ranking.open())
                .filteredOn(ranking::contends)
                .containsExactly(step(2, 1.1001), step(3, 1.5), step(4, 1.2));
        assertThat(ranking.best()).contains(step(0, 1));
    }

    @Test
    void theFittestContenderIsDueOnceItHasNotBeenOvertakenForSomeSteps() {
        ranking.enter(step(0, 1), true);
        ranking.enter(step(1, 2), true);
        assertThat(ranking.due(4)).isEmpty();
        ranking.enter(step(4, 3), true);
        assertThat(ranking.due(5)).as("it was overtaken").isEmpty();
        assertThat(ranking.due(7)).isEmpty();
        assertThat(ranking.due(8)).contains(step(4, 3));
    }

    @Test
    void betweenConfirmationsThereAreSoManyStepsUnlessAContenderIsNotTrusted() {
        Ranking spaced = new Ranking(0.1, 3, 50);
        spaced.enter(step(0, 1), true);
        spaced.enter(step(1, 2), true);
        assertThat(spaced.due(6)).as("the first").contains(step(1, 2));
        spaced.settle(settled(step(1, 2), Verdict.FITTER));
        spaced.enter(step(8, 3), true);
        assertThat(spaced.due(49)).isEmpty();
        assertThat(spaced.due(50)).contains(step(8, 3));
        spaced.enter(step(10, 4), false);
        assertThat(spaced.due(11)).contains(step(10, 4));
        assertThat(spaced.contender()).as("to be compared at the end").contains(step(10, 4));
    }

    @Test
    void onlyWhatIsFitterBeyondWhatBothMayBeWrongContends() {
        ranking.enter(doubted(0, 1, 0.08), true);
        ranking.enter(doubted(1, 1.15, 0.08), true);
        assertThat(ranking.contender()).isEmpty();
        ranking.enter(doubted(2, 1.17, 0.08), true);
        assertThat(ranking.contender()).contains(doubted(2, 1.17, 0.08));
    }

    /** A measurement that may be wrong. */
    private record Doubted(double uncertainty) implements Measurement {}

    private static Step doubted(int ordinal, double fitness, double uncertainty) {
        Evaluation evaluation =
                new Evaluation(Status.OK, OptionalDouble.of(fitness), "", Optional.of(new Doubted(uncertainty)), 0);
        return new Step(
                ordinal, BitStrings.seed(ordinal), evaluation, false, 0, ordinal, Optional.empty(), Instant.EPOCH);
    }

    @Test
    void whatIsComparedIsChosenByWhatIsBelievedOfItWhereThatIsKnown() {
        ranking.believe((step, measured) -> step.ordinal() == 4
                ? OptionalDouble.empty()
                : OptionalDouble.of((measured + (step.ordinal() == 2 ? 3 : 1)) / 2));
        ranking.enter(step(0, 2), true);
        ranking.enter(step(1, 2.1), true);
        assertThat(ranking.last()).as("within the margin").isEmpty();
        ranking.enter(step(2, 1.9), true);
        ranking.enter(step(3, 3), true);
        ranking.enter(step(4, 9), true);
        assertThat(ranking.contender()).contains(step(4, 9));
        assertThat(ranking.last()).contains(step(2, 1.9));
        assertThat(ranking.due(5)).as("it may be overtaken").isEmpty();
        assertThat(ranking.due(6)).contains(step(2, 1.9));
        ranking.settle(settled(step(2, 1.9), Verdict.NOT_FITTER));
        assertThat(ranking.last()).contains(step(3, 3));
    }

    @Test
    void aContenderThatIsConfirmedIsTheBestAndThoseBehindItAreNoneAnyMore() {
        ranking.enter(step(0, 1), true);
        ranking.enter(step(1, 2), true);
        ranking.enter(step(2, 2.05), true);
        ranking.enter(step(3, 2.5), true);
        assertThat(ranking.settle(settled(step(1, 2), Verdict.FITTER))).isTrue();
        assertThat(ranking.best()).contains(settled(step(1, 2), Verdict.FITTER));
        assertThat(ranking.open())
                .filteredOn(ranking::contends)
                .as("not within the margin")
                .containsExactly(step(3, 2.5));
        assertThat(ranking.baseline()).contains(step(0, 1));
    }

    @Test
    void aContenderThatIsNotConfirmedLeavesTheOthersBehindIt() {
        ranking.enter(step(0, 1), true);
        ranking.enter(step(1, 2), true);
        ranking.enter(step(2, 3), true);
        ranking.enter(step(3, 4), true);
        assertThat(ranking.settle(settled(step(3, 4), Verdict.REFUTED))).isFalse();
        assertThat(ranking.due(9)).contains(step(2, 3));
        assertThat(ranking.settle(settled(step(2, 3), Verdict.NOT_FITTER))).isFalse();
        assertThat(ranking.due(9)).contains(step(1, 2));
        assertThat(ranking.best()).contains(step(0, 1));
    }

    @Test
    void whatIsNotTrustedIsDueAtOnceWhereItLeadsAndNothingRacesAgainstIt() {
        ranking.enter(step(0, 1), true);
        ranking.enter(step(1, 3), false);
        assertThat(ranking.toBeat()).hasValue(1);
        assertThat(ranking.due(2)).contains(step(1, 3));
        ranking.settle(settled(step(1, 3), Verdict.REFUTED));

        ranking.enter(step(2, 4), true);
        ranking.enter(step(3, 3), false);
        assertThat(ranking.toBeat()).hasValue(4);
        assertThat(ranking.due(4)).as("one that is trusted leads").isEmpty();
        ranking.enter(step(4, 5), false);
        ranking.enter(step(5, 6), false);
        assertThat(ranking.due(6)).as("the fittest of those that lead").contains(step(5, 6));
    }

    @Test
    void comparisonsThatTheBestWithstandsCorrectItsFitness() {
        ranking.enter(step(0, 1), true);
        ranking.enter(step(1, 4), true);
        ranking.enter(step(2, 8.5), true);
        ranking.enter(step(3, 9), true);
        ranking.settle(withstood(step(3, 9), 7, 7.25));
        assertThat(ranking.bestFitness()).as("one comparison may be wrong").hasValue(1);
        assertThat(ranking.toBeat()).hasValue(8.5);
        assertThat(ranking.open()).filteredOn(ranking::contends).containsExactly(step(1, 4), step(2, 8.5));
        ranking.settle(withstood(step(2, 8.5), 7, 7));
        assertThat(ranking.bestFitness()).as("of 1, 8.5 and 8.75").hasValue(8.5);
        assertThat(ranking.contender()).as("what is behind it").isEmpty();
        ranking.enter(step(4, 8.55), true);
        assertThat(ranking.contender()).as("within the margin").isEmpty();
        ranking.enter(step(5, 8.7), true);
        assertThat(ranking.contender()).contains(step(5, 8.7));
    }

    @Test
    void oneComparisonOfManyThatSaysOtherwiseMisleadsNobody() {
        ranking.enter(step(0, 2), true);
        for (int i = 1; i < 8; i++) {
            ranking.enter(step(i, 2.2), true);
            ranking.settle(withstood(step(i, 2.2), i == 4 ? 9 : 7, 7.125));
        }
        assertThat(ranking.bestFitness().orElseThrow()).isCloseTo(2.075, within(1e-9));
    }

    @Test
    void aNewBestIsAsFitAsItsEvaluationFoundIt() {
        ranking.enter(step(0, 1), true);
        ranking.enter(step(1, 2), true);
        ranking.settle(settled(
                step(1, 2), new Confirmation(Verdict.FITTER, OptionalDouble.of(5), "", Optional.of(new Compared(4)))));
        assertThat(ranking.bestFitness()).hasValue(2);
    }

    @Test
    void theFirstIsTheBestEvenIfItIsNotTrusted() {
        assertThat(ranking.enter(step(0, 1), false)).isTrue();
        assertThat(ranking.toBeat()).hasValue(1);
        assertThat(ranking.due(1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-0.1, 1", "NaN, 1", "0.1, -1"})
    void whatIsNegativeIsRefused(double margin, int patience) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ranking(margin, patience))
                .withMessage("margin, patience and spacing must not be negative, not %s, %d and 0"
                        .formatted(margin, patience));
    }
}
