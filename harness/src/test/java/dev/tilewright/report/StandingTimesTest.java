package dev.tilewright.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Incumbents;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StandingTimesTest {

    private final List<Step> steps = new ArrayList<>();

    private static TimeEstimate time(double millis) {
        return new TimeEstimate(millis * 1e6, millis * 0.99e6, millis * 1.01e6, 9);
    }

    /** Adds a candidate that took so long. */
    private Step evaluated(double millis) {
        Step like = RecordedRun.steps().get(steps.size());
        KernelMeasurement measured = new KernelMeasurement(
                Optional.of(time(millis)), Optional.empty(), OptionalDouble.empty(), List.of(), 0, 0);
        Evaluation evaluation = new Evaluation(
                Status.OK, OptionalDouble.of(KernelMeasurement.fitness(millis * 1e6)), "", Optional.of(measured), 0);
        Step step =
                new Step(like.ordinal(), like.candidate(), evaluation, false, 0, 0, Optional.empty(), like.committed());
        steps.add(step);
        return step;
    }

    /** Adds a candidate that was compared, as the comparison before which so many outcomes had been committed. */
    private void compared(double millis, Verdict verdict, double incumbent, double challenger, int asked) {
        Step step = evaluated(millis);
        Confirmation confirmation = new KernelComparison(time(incumbent), time(challenger), 0.5, List.of(), "")
                .confirmation(verdict, "measured");
        steps.set(step.ordinal(), step.settled(new Settlement(confirmation, step.ordinal(), asked, 0)));
    }

    private double millis(int ordinal) {
        return StandingTimes.of(new KernelSubject(), steps, Incumbents.of(steps))
                        .of(steps.get(ordinal))
                        .orElseThrow()
                        .medianNanos()
                / 1e6;
    }

    @Test
    void aBestThatWasEvaluatedOnABusyMachineHasTheTimeOfItsComparison() {
        evaluated(3.92);
        compared(0.43, Verdict.NOT_FITTER, 0.42, 0.43, 2);
        assertThat(millis(0)).isEqualTo(0.42);
        assertThat(millis(1)).isEqualTo(0.43);
    }

    @Test
    void aComparisonThatIsNotFasterByFarLeavesTheTimeAsItWas() {
        evaluated(1);
        compared(0.9, Verdict.NOT_FITTER, 0.8, 0.81, 2);
        compared(0.8, Verdict.NOT_FITTER, 1.5, 1.6, 3);
        assertThat(millis(0)).isEqualTo(1);
    }

    @Test
    void eachComparisonIsWithTheBestOfItsTime() {
        evaluated(8);
        compared(4, Verdict.FITTER, 5, 3.8, 3);
        compared(3, Verdict.NOT_FITTER, 2, 2.1, 4);
        assertThat(millis(0)).as("compared once").isEqualTo(5);
        assertThat(millis(1)).as("compared as the best").isEqualTo(2);
        assertThat(millis(2)).as("compared with it").isEqualTo(2.1);
    }

    @Test
    void aNewBestIsCorrectedAsTheOneBeforeItIs() {
        evaluated(8);
        compared(4, Verdict.FITTER, 1, 0.5, 3);
        assertThat(millis(0)).isEqualTo(1);
        assertThat(millis(1)).isEqualTo(0.5);
    }

    @Test
    void whereOneSideWasDisturbedBothHaveTheTimesOfTheComparison() {
        evaluated(3.92);
        compared(0.48, Verdict.FITTER, 0.42, 0.40, 3);
        assertThat(millis(0)).isEqualTo(0.42);
        assertThat(millis(1)).isEqualTo(0.40);
    }

    @Test
    void runsThatDidNotKeepWhenComparisonsWereAskedForAreReadInTheOrderOfTheirSteps() {
        evaluated(8);
        compared(4, Verdict.FITTER, 8, 4, 0);
        compared(2, Verdict.FITTER, 4, 2, 0);
        assertThat(millis(0)).isEqualTo(8);
        assertThat(millis(1)).isEqualTo(4);
        assertThat(millis(2)).isEqualTo(2);
    }

    @Test
    void theBestIsWhatWasConfirmedLastWhereAnEarlierCandidateHadToWait() {
        evaluated(8);
        compared(4, Verdict.FITTER, 8, 4, 9);
        compared(5, Verdict.FITTER, 8, 5, 3);
        evaluated(3);
        compared(3, Verdict.NOT_FITTER, 2, 2.1, 12);
        assertThat(Incumbents.of(steps)).extracting(Step::ordinal).containsExactly(0, 2, 1);
        assertThat(millis(1)).isEqualTo(2);
        assertThat(millis(2)).isEqualTo(5);
    }

    @Test
    void aComparisonInWhichNothingWasTimedSaysNothing() {
        evaluated(8);
        compared(4, Verdict.REFUTED, Double.NaN, Double.NaN, 3);
        assertThat(millis(0)).isEqualTo(8);
    }
}
