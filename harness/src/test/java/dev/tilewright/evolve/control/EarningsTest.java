package dev.tilewright.evolve.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class EarningsTest {

    private static final Candidate SEED = new Candidate(new Named("seed"), Lineage.seed("naive"));

    private record Named(String hash) implements Genome {}

    private static Candidate child(int number, String move, Candidate parent) {
        Decision decision = new Decision(number, 0, Arm.parse(move));
        return new Candidate(new Named("c" + number), Lineage.child(List.of(parent), decision, "a change"));
    }

    private static Step step(int ordinal, Candidate candidate, Evaluation evaluation) {
        return new Step(ordinal, candidate, evaluation, false, 0, ordinal, Optional.empty(), Instant.EPOCH);
    }

    private static Step step(int ordinal, Candidate candidate, double fitness) {
        return step(ordinal, candidate, new Evaluation(Status.OK, OptionalDouble.of(fitness), "", Optional.empty(), 0));
    }

    private static Step settled(Step step, Verdict verdict) {
        Confirmation confirmation = new Confirmation(verdict, OptionalDouble.empty(), "certainly", Optional.empty());
        return step.settled(new Settlement(confirmation, step.ordinal(), step.ordinal(), step.turn()));
    }

    @Test
    void earningsCountWhatEachMoveTriedGainedAndPrepared() {
        Candidate staged = child(1, "transform:stage", SEED);
        Candidate unrolled = child(2, "transform:unroll", staged);
        List<Earnings> earnings = Earnings.byMove(List.of(
                step(0, SEED, 10),
                step(1, staged, 9.8),
                settled(step(2, unrolled, 11.4), Verdict.FITTER),
                settled(step(3, child(3, "transform:unroll", SEED), 9.3), Verdict.NOT_FITTER),
                step(4, child(4, "transform:unroll", SEED), Evaluation.failed(Status.BUILD_ERROR, "", 0))));
        assertThat(earnings)
                .extracting(earning -> earning.name())
                .containsExactly("transform:unroll", "transform:stage");
        Earnings unroll = earnings.get(0);
        assertThat(unroll)
                .extracting(Earnings::tried, Earnings::succeeded, Earnings::failed, Earnings::improved, Earnings::best)
                .containsExactly(3, 2, 1, 1, 1);
        assertThat(unroll.gained()).isCloseTo(1.6, within(1e-12));
        assertThat(unroll.mean()).isCloseTo((1.6 - 0.7) / 2, within(1e-12));
        Earnings stage = earnings.get(1);
        assertThat(stage.gained()).isZero();
        assertThat(stage.mean()).isCloseTo(-0.2, within(1e-12));
        assertThat(stage.prepared()).isCloseTo(0.8, within(1e-12));
    }

    @Test
    void whatWasRefutedGainsNothingPreparesNothingAndHasFailed() {
        Candidate staged = child(1, "transform:stage", SEED);
        Candidate cheat = child(2, "transform:unroll", staged);
        List<Earnings> earnings = Earnings.byMove(List.of(
                step(0, SEED, 10),
                step(1, staged, 10.1),
                settled(step(2, cheat, 14), Verdict.REFUTED),
                step(3, child(3, "tune", cheat), 10.2)));
        assertThat(earnings)
                .containsExactly(
                        new Earnings("transform:stage", 1, 1, 0, 1, 0, 10.1 - 10, 10.1 - 10, interval(10.1 - 10), 0),
                        new Earnings("transform:unroll", 1, 0, 1, 0, 0, 0, 0, Optional.empty(), 0),
                        new Earnings("tune", 1, 1, 0, 0, 0, 0, 0, Optional.empty(), 0));
    }

    @Test
    void seedsHaveNoMoveAndARunWithoutStepsHasNoEarnings() {
        assertThat(Earnings.byMove(List.of(step(0, SEED, 1)))).isEmpty();
        assertThat(Earnings.byMove(List.of())).isEmpty();
    }

    private static Optional<Interval> interval(double... gains) {
        return Optional.of(
                Interval.ofMean(Arrays.stream(gains).mapToObj(Evidence::of).reduce(Evidence.NONE, Evidence::plus)));
    }

    @Test
    void theIntervalOfTheMeanGainIsThatOfAStudentDistributionWithAPriorForTheVariance() {
        List<Step> steps = new ArrayList<>(List.of(step(0, SEED, 10)));
        for (int i = 1; i <= 400; i++) {
            steps.add(step(i, child(i, "tune", SEED), i % 2 == 0 ? 10.3 : 9.9));
        }
        Earnings tuned = Earnings.byMove(steps).getFirst();
        Interval interval = tuned.interval().orElseThrow();
        assertThat(tuned.mean()).isCloseTo(0.1, within(1e-9));
        assertThat(interval.low()).isCloseTo(0.1 - 1.96 * 0.2 / 20, within(2e-4));
        assertThat(interval.high()).isCloseTo(0.1 + 1.96 * 0.2 / 20, within(2e-4));
        Interval ofOne = interval(0.1).orElseThrow();
        assertThat(ofOne.low()).as("2.447 deviations of 0.14").isCloseTo(0.1 - 2.447 * 0.1414, within(1e-3));
        assertThat(ofOne.high()).isCloseTo(0.1 + 2.447 * 0.1414, within(1e-3));
    }

    @Test
    void everyKindOfChoiceHasItsEarnings() {
        Decision tune =
                new Decision(1, 0, Arm.of("tune")).with("number", "BLOCK").with("parents", "fittest");
        Decision transform = new Decision(2, 1, Arm.of("transform", "stage")).with("parents", "any");
        List<Step> steps = List.of(
                step(0, SEED, 10),
                step(1, new Candidate(new Named("a"), Lineage.child(List.of(SEED), tune, "a change")), 10.2),
                step(2, new Candidate(new Named("b"), Lineage.child(List.of(SEED), transform, "a change")), 10.5));
        SequencedMap<String, List<Earnings>> kinds = Earnings.byKind(steps);
        assertThat(kinds.keySet()).containsExactly("operator", "transformation", "island", "number", "parents");
        assertThat(names(kinds, "operator")).containsExactly("transform", "tune");
        assertThat(names(kinds, "transformation")).containsExactly("stage");
        assertThat(names(kinds, "island")).containsExactly("1", "0");
        assertThat(names(kinds, "number")).containsExactly("BLOCK");
        assertThat(names(kinds, "parents")).containsExactly("any", "fittest");
        assertThat(Earnings.byKind(steps.subList(0, 2)).keySet())
                .as("one island is no choice")
                .containsExactly("operator", "number", "parents");
        assertThat(Earnings.byKind(List.of())).isEmpty();
    }

    private static List<String> names(SequencedMap<String, List<Earnings>> kinds, String kind) {
        return kinds.getOrDefault(kind, List.of()).stream().map(Earnings::name).toList();
    }
}
