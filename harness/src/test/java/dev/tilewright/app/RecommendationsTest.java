package dev.tilewright.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Evaluator;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.report.RecordedRun;
import dev.tilewright.study.live.SearchTrace.Best;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What a study counts of a search is timed anew. */
class RecommendationsTest {

    private final List<Candidate> candidates = RecordedRun.steps().stream()
            .map(Step::candidate)
            .distinct()
            .limit(6)
            .toList();

    private Step step(int ordinal, double millis) {
        Evaluation evaluation = new Evaluation(
                Status.OK, OptionalDouble.of(KernelMeasurement.fitness(millis * 1e6)), "", Optional.empty(), 0);
        return new Step(
                ordinal, candidates.get(ordinal), evaluation, false, 0, ordinal, Optional.empty(), Instant.EPOCH);
    }

    /** Takes what it is told to take, in turn; a candidate that takes no time fails. */
    private static final class Scripted implements Evaluator {

        private final Map<String, Deque<Double>> millis = new HashMap<>();
        private final List<String> asked = new ArrayList<>();

        private Scripted says(Candidate candidate, double... times) {
            Deque<Double> queue = new ArrayDeque<>();
            for (double time : times) {
                queue.add(time);
            }
            millis.put(candidate.hash(), queue);
            return this;
        }

        @Override
        public int capacity() {
            return 2;
        }

        @Override
        public void submit(Job job) {
            asked.add(((Evaluate) job).candidate().hash());
        }

        @Override
        public Result take() {
            double time = millis.get(asked.getLast()).remove();
            return new Evaluated(
                    0,
                    time == 0
                            ? Evaluation.failed(Status.TIMEOUT, "", 0)
                            : new Evaluation(
                                    Status.OK,
                                    OptionalDouble.of(KernelMeasurement.fitness(time * 1e6)),
                                    "",
                                    Optional.empty(),
                                    0));
        }

        @Override
        public void close() {}
    }

    private static List<String> rounded(List<Best> bests) {
        return bests.stream()
                .map(best -> "%d: %.1f".formatted(best.evaluation(), best.nanos() / 1e6))
                .toList();
    }

    @Test
    void eachThatWasFastestIsTimedThreeTimesAndTheMedianCounts() throws InterruptedException {
        Scripted evaluator = new Scripted().says(candidates.get(1), 11, 30, 12).says(candidates.get(4), 15, 14, 16);
        Recommendations recommended = new Recommendations(
                List.of(step(0, 500), step(1, 10), step(2, 13), step(3, 10.5), step(4, 8), step(5, 9)));

        assertThat(rounded(recommended.timed(evaluator, 1)))
                .as("the naive kernel is not timed again, and the last one was lucky")
                .containsExactly("1: 500.0", "2: 12.0", "5: 15.0");
        assertThat(evaluator.asked).hasSize(6);
    }

    @Test
    void whatFailsNowKeepsWhatItsOtherTimesSayAndWhatWasRefutedIsNotRecommended() throws InterruptedException {
        Scripted evaluator = new Scripted().says(candidates.get(0), 0, 21, 0);
        Step refuted = step(1, 5)
                .settled(new Settlement(
                        new Confirmation(Verdict.REFUTED, OptionalDouble.empty(), "", Optional.empty()), 2, 0, 0));
        Recommendations recommended = new Recommendations(List.of(step(0, 20), refuted));

        assertThat(rounded(recommended.timed(evaluator, 1))).containsExactly("1: 21.0");
        assertThat(new Recommendations(List.of()).timed(evaluator, 1)).isEmpty();
    }
}
