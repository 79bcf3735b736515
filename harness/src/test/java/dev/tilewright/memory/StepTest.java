package dev.tilewright.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Examples;
import dev.tilewright.candidate.Status;
import dev.tilewright.candidate.TimeEstimate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StepTest {

    private static final TimeEstimate TIME = new TimeEstimate(1000, 900, 1100, 10);

    private static final Step STEP = new Step(
            0,
            Examples.candidate(0),
            new Evaluation(
                    Status.OK,
                    Optional.of(TIME),
                    Optional.empty(),
                    OptionalDouble.of(0),
                    List.of(),
                    "",
                    new Evaluation.Cost(1, 2, 3)),
            false,
            0,
            Optional.empty(),
            Instant.EPOCH);

    private static Confirmation confirmation(Confirmation.Verdict verdict, String reason) {
        return new Confirmation(verdict, TIME, TIME, 0.5, List.of(), "", reason);
    }

    @Test
    void aRefutedEvaluationStandsAsAWrongResultWithTheReason() {
        Step refuted = STEP.confirmed(confirmation(Confirmation.Verdict.REFUTED, "C differs by 3"), 4);
        assertThat(refuted.standing())
                .isEqualTo(Evaluation.failed(
                        Status.WRONG_RESULT,
                        "refuted by a confirmation: C differs by 3",
                        new Evaluation.Cost(1, 2, 3)));
        assertThat(refuted.standing().fitness()).isEmpty();
    }

    @Test
    void anEvaluationThatNobodyRefutedStandsAsItIs() {
        assertThat(STEP.standing()).isEqualTo(STEP.evaluation());
        assertThat(STEP.confirmed(confirmation(Confirmation.Verdict.NOT_FASTER, "no difference"), 4)
                        .standing())
                .isEqualTo(STEP.evaluation());
    }
}
