package dev.tilewright.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Confirmation.Verdict;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Examples;
import dev.tilewright.candidate.Status;
import dev.tilewright.candidate.TimeEstimate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class IncumbentsTest {

    private static final Candidate CANDIDATE = Examples.candidate(1);
    private static final TimeEstimate TIME = new TimeEstimate(1000, 900, 1100, 20);
    private static final Evaluation RIGHT = new Evaluation(
            Status.OK, Optional.of(TIME), Optional.empty(), OptionalDouble.of(0), List.of(), "", Evaluation.Cost.NONE);

    @Test
    void theFirstThatIsRightIsTheBestUntilAConfirmationFindsAFasterOne() {
        List<Step> steps = List.of(
                failed(0),
                right(1, Optional.empty()),
                right(2, Optional.empty()),
                right(3, Optional.of(Verdict.NOT_FASTER)),
                right(4, Optional.of(Verdict.FASTER)),
                right(5, Optional.of(Verdict.REFUTED)),
                right(6, Optional.of(Verdict.FASTER)));

        assertThat(Incumbents.of(steps)).extracting(Step::ordinal).containsExactly(1, 4, 6);
    }

    @Test
    void aCandidateThatAConfirmationRefutesIsNeverTheBest() {
        assertThat(Incumbents.of(List.of(right(0, Optional.of(Verdict.REFUTED)), right(1, Optional.empty()))))
                .extracting(Step::ordinal)
                .containsExactly(1);
    }

    @Test
    void whereNothingIsRightThereIsNoBest() {
        assertThat(Incumbents.of(List.of(failed(0), failed(1)))).isEmpty();
    }

    private static Step right(int ordinal, Optional<Verdict> verdict) {
        return step(ordinal, RIGHT, verdict.map(IncumbentsTest::confirmation));
    }

    private static Step failed(int ordinal) {
        return step(ordinal, Evaluation.failed(Status.BUILD_ERROR, "error", Evaluation.Cost.NONE), Optional.empty());
    }

    private static Step step(int ordinal, Evaluation evaluation, Optional<Confirmation> confirmation) {
        return new Step(ordinal, CANDIDATE, evaluation, false, 0, confirmation, Instant.EPOCH);
    }

    private static Confirmation confirmation(Verdict verdict) {
        return new Confirmation(verdict, TIME, TIME, 0.01, List.of(), "", verdict.toString());
    }
}
