package dev.tilewright.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Directive;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Examples;
import dev.tilewright.candidate.Status;
import dev.tilewright.candidate.TimeEstimate;
import dev.tilewright.memory.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EarningsTest {

    private static Candidate child(int number, String directive, Candidate parent) {
        Candidate example = Examples.candidate(number);
        return new Candidate(
                example.problem(),
                example.programs(),
                example.origin(),
                new Candidate.Lineage(List.of(parent.hash()), Optional.of(Directive.parse(directive)), "a change"));
    }

    private static Step step(int ordinal, Candidate candidate, double nanos) {
        TimeEstimate time = new TimeEstimate(nanos, nanos, nanos, 10);
        Confirmation faster =
                new Confirmation(Confirmation.Verdict.FASTER, time, time, 0.001, List.of(), "", "certainly");
        return new Step(
                ordinal,
                candidate,
                new Evaluation(
                        Status.OK,
                        Optional.of(time),
                        Optional.empty(),
                        OptionalDouble.of(0),
                        List.of(),
                        "",
                        Evaluation.Cost.NONE),
                false,
                0,
                nanos < 500 ? Optional.of(faster) : Optional.empty(),
                Instant.EPOCH);
    }

    private static Step failed(int ordinal, Candidate candidate) {
        return new Step(
                ordinal,
                candidate,
                Evaluation.failed(Status.BUILD_ERROR, "", Evaluation.Cost.NONE),
                false,
                0,
                Optional.empty(),
                Instant.EPOCH);
    }

    @Test
    void earningsCountWhatEachDirectiveTriedGainedAndPrepared() {
        Candidate seed = Examples.candidate(0);
        Candidate staged = child(1, "transform:stage", seed);
        Candidate unrolled = child(2, "transform:unroll", staged);
        List<Earnings> earnings = Earnings.of(List.of(
                step(0, seed, 1000),
                step(1, staged, 1250),
                step(2, unrolled, 250),
                step(3, child(3, "transform:unroll", seed), 2000),
                failed(4, child(4, "transform:unroll", seed))));
        double five = Math.log(5);
        assertThat(earnings)
                .extracting(earning -> earning.directive().toString())
                .containsExactly("transform:unroll", "transform:stage");
        Earnings unroll = earnings.get(0);
        assertThat(unroll)
                .extracting(Earnings::tried, Earnings::succeeded, Earnings::failed, Earnings::improved, Earnings::best)
                .containsExactly(3, 2, 1, 1, 1);
        assertThat(unroll.gained()).isCloseTo(five, within(1e-12));
        assertThat(unroll.mean()).isCloseTo((five - Math.log(2)) / 2, within(1e-12));
        Earnings stage = earnings.get(1);
        assertThat(stage.gained()).isZero();
        assertThat(stage.mean()).isCloseTo(-Math.log(1.25), within(1e-12));
        assertThat(stage.prepared()).isCloseTo(five / 2, within(1e-12));
    }

    @Test
    void whatAConfirmationRefutedEarnedNothing() {
        Candidate seed = Examples.candidate(0);
        Candidate staged = child(1, "transform:stage", seed);
        Candidate wrong = child(2, "transform:unroll", staged);
        TimeEstimate time = new TimeEstimate(10, 10, 10, 10);
        Step refuted = step(2, wrong, 600)
                .confirmed(new Confirmation(Confirmation.Verdict.REFUTED, time, time, 0.5, List.of(), "", "wrong"), 3);
        List<Earnings> earnings = Earnings.of(List.of(
                step(0, seed, 1000),
                step(1, staged, 1000),
                refuted,
                step(3, child(3, "transform:vectorize", wrong), 500)));

        assertThat(earnings).hasSize(3).allSatisfy(earned -> {
            assertThat(earned.gained()).isZero();
            assertThat(earned.prepared()).isZero();
            assertThat(earned.improved()).isZero();
        });
        assertThat(earnings)
                .filteredOn(earned -> earned.directive().toString().equals("transform:unroll"))
                .singleElement()
                .extracting(Earnings::succeeded, Earnings::failed)
                .containsExactly(0, 1);
    }

    @Test
    void aRunWithoutStepsHasNoEarnings() {
        assertThat(Earnings.of(List.of())).isEmpty();
    }
}
