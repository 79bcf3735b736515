package dev.tilewright.evolve.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class IncumbentsTest {

    private record Named(String hash) implements Genome {}

    private static final Candidate CANDIDATE = new Candidate(new Named("a"), Lineage.seed("naive"));
    private static final Evaluation RIGHT = new Evaluation(Status.OK, OptionalDouble.of(1), "", Optional.empty(), 0);

    @Test
    void theFirstThatIsRightIsTheBestUntilAConfirmationFindsAFitterOne() {
        List<Step> steps = List.of(
                failed(0),
                right(1, Optional.empty()),
                right(2, Optional.empty()),
                right(3, Optional.of(Verdict.NOT_FITTER)),
                right(4, Optional.of(Verdict.FITTER)),
                right(5, Optional.of(Verdict.REFUTED)),
                right(6, Optional.of(Verdict.FITTER)));

        assertThat(Incumbents.of(steps)).extracting(Step::ordinal).containsExactly(1, 4, 6);
    }

    @Test
    void aCandidateThatAConfirmationRefutesIsNeverTheBest() {
        assertThat(Incumbents.of(List.of(right(0, Optional.of(Verdict.REFUTED)), right(1, Optional.empty()))))
                .extracting(Step::ordinal)
                .containsExactly(1);
    }

    @Test
    void oneThatHadToWaitForItsConfirmationIsTheBestAfterThoseThatWereConfirmedBeforeIt() {
        Step waited = right(1, Optional.empty()).settled(new Settlement(confirmation(Verdict.FITTER), 3, 9, 9));
        assertThat(Incumbents.of(
                        List.of(right(0, Optional.empty()), waited, right(2, Optional.of(Verdict.FITTER)), failed(3))))
                .extracting(Step::ordinal)
                .containsExactly(0, 2, 1);
    }

    @Test
    void whereNothingIsRightThereIsNoBest() {
        assertThat(Incumbents.of(List.of(failed(0), failed(1)))).isEmpty();
    }

    private static Step right(int ordinal, Optional<Verdict> verdict) {
        return step(ordinal, RIGHT, verdict.map(IncumbentsTest::confirmation));
    }

    private static Step failed(int ordinal) {
        return step(ordinal, Evaluation.failed(Status.BUILD_ERROR, "error", 0), Optional.empty());
    }

    private static Step step(int ordinal, Evaluation evaluation, Optional<Confirmation> confirmation) {
        return new Step(
                ordinal,
                CANDIDATE,
                evaluation,
                false,
                0,
                ordinal + 1,
                confirmation.map(outcome -> new Settlement(outcome, ordinal, ordinal + 1, ordinal + 1)),
                Instant.EPOCH);
    }

    private static Confirmation confirmation(Verdict verdict) {
        return new Confirmation(verdict, OptionalDouble.of(1), verdict.toString(), Optional.empty());
    }
}
