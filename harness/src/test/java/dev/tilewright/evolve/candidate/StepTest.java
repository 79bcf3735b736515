package dev.tilewright.evolve.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepTest {

    private record Named(String hash) implements Genome {}

    private record Counted(int count) implements Measurement {}

    private static final Evaluation OK =
            new Evaluation(Status.OK, OptionalDouble.of(2), "", Optional.of(new Counted(3)), 40);

    private static Step step(Evaluation evaluation) {
        return new Step(
                5,
                new Candidate(new Named("a"), Lineage.seed("naive")),
                evaluation,
                false,
                0.5,
                6,
                Optional.empty(),
                Instant.EPOCH);
    }

    private static Settlement settlement(Verdict verdict, int after) {
        return new Settlement(
                new Confirmation(verdict, OptionalDouble.empty(), "it cheats", Optional.empty()), after, 7, 8);
    }

    @Test
    void anEvaluationThatWasRefutedDoesNotStand() {
        Step refuted = step(OK).settled(settlement(Verdict.REFUTED, 6));
        assertThat(refuted.evaluation()).isEqualTo(OK);
        assertThat(refuted.standing())
                .isEqualTo(Evaluation.failed(Status.WRONG_RESULT, "refuted by a confirmation: it cheats", 40));
    }

    @ParameterizedTest
    @EnumSource(value = Verdict.class, names = "REFUTED", mode = EnumSource.Mode.EXCLUDE)
    void everyOtherStands(Verdict verdict) {
        assertThat(step(OK).standing()).isEqualTo(OK);
        assertThat(step(OK).settled(settlement(verdict, 6)).standing()).isEqualTo(OK);
    }

    @Test
    void aFailureThatIsRefutedStaysWhatItWas() {
        Evaluation timeout = Evaluation.failed(Status.TIMEOUT, "no answer", 40);
        assertThat(step(timeout).settled(settlement(Verdict.REFUTED, 6)).standing())
                .isEqualTo(timeout);
    }

    @Test
    void aStepThatIsSettledLaterIsOtherwiseTheSame() {
        Step later = step(OK).settled(settlement(Verdict.FITTER, 9));
        assertThat(later.asCommitted()).isEqualTo(step(OK));
        assertThat(later.is(Verdict.FITTER)).isTrue();
        assertThat(later.is(Verdict.REFUTED)).isFalse();
        assertThat(step(OK).is(Verdict.FITTER)).isFalse();
        assertThat(later.confirmation().orElseThrow().reason()).isEqualTo("it cheats");
        assertThat(step(OK).confirmation()).isEmpty();
    }

    @Test
    void aStepCannotBeConfirmedBeforeItIsCommitted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> step(OK).settled(settlement(Verdict.FITTER, 4)))
                .withMessage("step 5 cannot be confirmed after step 4");
        assertThat(step(OK).settled(settlement(Verdict.FITTER, 5)).settlement()).isPresent();
    }

    @Test
    void onlyWhatIsOkHasAFitness() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Evaluation(Status.OK, OptionalDouble.empty(), "", Optional.empty(), 0))
                .withMessage("an evaluation has a fitness if and only if it is ok");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Evaluation(Status.CRASH, OptionalDouble.of(1), "", Optional.empty(), 0))
                .withMessage("an evaluation has a fitness if and only if it is ok");
    }

    /** Nothing is fitter than NaN, and memory would read it as no fitness. */
    @Test
    void aFitnessIsANumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Evaluation(Status.OK, OptionalDouble.of(Double.NaN), "", Optional.empty(), 0))
                .withMessage("a fitness must be a number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Confirmation(Verdict.FITTER, OptionalDouble.of(Double.NaN), "", Optional.empty()))
                .withMessage("a fitness must be a number");
    }

    @ParameterizedTest
    @EnumSource(Status.class)
    void aStatusIsFoundByItsName(Status status) {
        assertThat(Status.of(status.id())).isEqualTo(status);
        assertThat(status.id()).matches("[a-z-]+");
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void aVerdictIsFoundByItsName(Verdict verdict) {
        assertThat(Verdict.of(verdict.id())).isEqualTo(verdict);
        assertThat(Verdict.of(verdict.id().toUpperCase(Locale.ROOT))).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK", "fast"})
    void anUnknownNameIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Status.of(name))
                .withMessage("no status is called " + name);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Verdict.of(name))
                .withMessage("no verdict is called " + name);
    }
}
