package dev.tilewright.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Status;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.Hardware;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.kernel.Language;
import dev.tilewright.memory.Memories;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.memory.Step;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvolutionTest {

    private static final DeviceFacts FACTS = new DeviceFacts(2, 8, 256, 32 << 10, 32 << 20, 1L << 32, 1L << 30, false);
    private static final Hardware HARDWARE = new Hardware("opencl", "v", "m", "a", "d");

    private final Task task = TaskReader.read(Path.of("../tasks/matmul.yaml"));
    private Memory memory;

    @BeforeEach
    void openMemory(@TempDir Path folder) {
        memory = Memories.open(folder.resolve("memory.db").toString());
    }

    private EvolutionPlan plan(long seed, int evaluations, String controller) {
        return new EvolutionPlan(
                "matmul",
                seed,
                evaluations,
                Optional.empty(),
                List.of("transform", "tune", "cross"),
                controller,
                Optional.empty());
    }

    private Run run(String id, EvolutionPlan plan) {
        return new Run(
                id, "matmul", task.problems().getFirst(), HARDWARE, "opencl:0", plan.toJson(), "test", Instant.EPOCH);
    }

    private CandidateFactory factory(EvolutionPlan plan) {
        List<UserKernel> kernels = plan.kernel()
                .map(file -> List.of(UserKernelReader.read(file, task)))
                .orElseGet(task::kernels);
        return new CandidateFactory(task, task.problems().getFirst(), Language.OPENCL, FACTS, kernels);
    }

    private EvolutionOutcome search(String id, EvolutionPlan plan, LandscapeEvaluator evaluator) {
        return new Evolution(plan, run(id, plan), factory(plan), evaluator, memory).run(progress -> {});
    }

    private List<String> hashes(String run) {
        return memory.steps(run).stream().map(step -> step.candidate().hash()).toList();
    }

    @Test
    void findsSchedulesManyTimesFasterThanTheNaiveOne() {
        EvolutionOutcome outcome = search("r", plan(1, 200, "thompson"), new LandscapeEvaluator());
        double baseline =
                outcome.baseline().orElseThrow().evaluation().fitness().orElseThrow();
        double best = outcome.best().orElseThrow().evaluation().fitness().orElseThrow();
        assertThat(Math.exp(best - baseline)).isGreaterThan(20);
        assertThat(outcome.reason()).isEqualTo(EvolutionOutcome.Reason.EVALUATIONS);
        assertThat(outcome.baseline().orElseThrow().candidate().lineage().change())
                .isEqualTo("naive");
    }

    @Test
    void takesTheSameDecisionsForTheSameSeedAndOthersForAnother() {
        search("first", plan(7, 60, "thompson"), new LandscapeEvaluator());
        List<String> first = hashes("first");
        memory.close();
        memory = Memories.open(Path.of(System.getProperty("java.io.tmpdir"), "evolution-" + System.nanoTime() + ".db")
                .toString());
        search("second", plan(7, 60, "thompson"), new LandscapeEvaluator());
        assertThat(hashes("second")).isEqualTo(first);
        search("third", plan(8, 60, "thompson"), new LandscapeEvaluator());
        assertThat(hashes("third")).isNotEqualTo(first);
    }

    @Test
    void resumesWhereItStoppedAndDecidesAsIfItHadNotStopped() {
        EvolutionPlan plan = plan(3, 50, "thompson");
        LandscapeEvaluator evaluator = new LandscapeEvaluator();
        Evolution interrupted = new Evolution(plan, run("r", plan), factory(plan), evaluator, memory);
        EvolutionOutcome stopped = interrupted.run(progress -> {
            if (progress.evaluated() == 20) {
                interrupted.stop();
            }
        });
        assertThat(stopped.reason()).isEqualTo(EvolutionOutcome.Reason.STOPPED);
        assertThat(hashes("r")).hasSize(20);

        EvolutionOutcome resumed = search("r", plan, evaluator);
        assertThat(resumed.evaluated()).isEqualTo(50);
        assertThat(evaluator.evaluated()).hasSize(50).doesNotHaveDuplicates();
        assertThat(hashes("r")).isEqualTo(evaluator.evaluated());
    }

    @Test
    void doesNotEvaluateAgainWhatMemoryKnows() {
        search("first", plan(5, 40, "uniform"), new LandscapeEvaluator());
        LandscapeEvaluator evaluator = new LandscapeEvaluator();
        search("second", plan(5, 10, "uniform"), evaluator);
        assertThat(evaluator.evaluated()).hasSize(10).doesNotContainAnyElementsOf(hashes("first"));
        assertThat(memory.steps("second").subList(0, 40)).allMatch(Step::recalled);
    }

    @Test
    void neverCallsACandidateBestThatAConfirmationRefutes() {
        EvolutionOutcome outcome = search("r", plan(1, 40, "uniform"), new LandscapeEvaluator().refuting());
        assertThat(outcome.best()).isEqualTo(outcome.baseline());
    }

    @Test
    void confirmsNoneOfTheSchedulesItBeginsWithButTheFastest() {
        LandscapeEvaluator evaluator = new LandscapeEvaluator();
        search("r", plan(1, 25, "uniform"), evaluator);

        List<Step> confirmed = memory.steps("r").stream()
                .filter(step -> step.confirmation().isPresent())
                .toList();
        assertThat(evaluator.confirmed())
                .containsExactly(fastest(memory.steps("r")).candidate().hash());
        assertThat(confirmed).hasSize(1).allSatisfy(step -> {
            assertThat(step.candidate().hash()).isEqualTo(evaluator.confirmed().getFirst());
            assertThat(step.confirmedAfter()).isEqualTo(24);
        });
    }

    private static Step fastest(List<Step> steps) {
        return steps.stream().min(Comparator.comparingDouble(Ranking::nanos)).orElseThrow();
    }

    @Test
    void whatIsBestInTheEndWasConfirmedEvenIfItCameLast() {
        for (int evaluations = 2; evaluations < 60; evaluations += 7) {
            String id = "r" + evaluations;
            EvolutionOutcome outcome = search(id, plan(evaluations, evaluations, "uniform"), new LandscapeEvaluator());
            Step best = outcome.best().orElseThrow();
            assertThat(Ranking.nanos(best)).isLessThanOrEqualTo(Ranking.nanos(fastest(memory.steps(id))) / 0.98);
            if (!best.equals(outcome.baseline().orElseThrow())) {
                assertThat(best.confirmation().orElseThrow().verdict()).isEqualTo(Confirmation.Verdict.FASTER);
            }
            assertThat(memory.best("matmul", task.problems().getFirst(), HARDWARE))
                    .isPresent();
        }
    }

    @Test
    void waitsEightStepsToBeOvertakenBeforeItConfirms() {
        search("r", plan(4, 120, "thompson"), new LandscapeEvaluator());
        List<Step> between = memory.steps("r").stream()
                .filter(step -> step.confirmation().isPresent())
                .filter(step -> step.confirmedAfter() > 24 && step.confirmedAfter() < 119)
                .toList();
        assertThat(between)
                .isNotEmpty()
                .allSatisfy(step ->
                        assertThat(step.confirmedAfter() - step.ordinal()).isEqualTo(8));
    }

    @Test
    void confirmsTheNextFastestWhereTheFastestIsRefuted() {
        LandscapeEvaluator evaluator = new LandscapeEvaluator().refuting();
        search("r", plan(1, 25, "uniform"), evaluator);

        List<String> byTime = memory.steps("r").stream()
                .filter(step -> step.confirmation().isPresent())
                .sorted(Comparator.comparingDouble(Ranking::nanos))
                .map(step -> step.candidate().hash())
                .toList();
        assertThat(byTime).hasSizeGreaterThan(2);
        assertThat(evaluator.confirmed()).isEqualTo(byTime);
        assertThat(memory.recall("matmul", task.problems().getFirst(), HARDWARE, byTime.getFirst())
                        .orElseThrow()
                        .status())
                .isEqualTo(Status.WRONG_RESULT);
    }

    @Test
    void repeatsConfirmationsFromMemoryInTheSamePlaces() {
        EvolutionPlan brief = plan(3, 12, "thompson");
        LandscapeEvaluator evaluator = new LandscapeEvaluator();
        search("r", brief, evaluator);
        EvolutionPlan longer = plan(3, 70, "thompson");
        EvolutionOutcome first = search("r", longer, evaluator);
        List<String> confirmed = List.copyOf(evaluator.confirmed());
        List<Step> record = memory.steps("r");

        EvolutionOutcome again = search("r", longer, evaluator);
        assertThat(evaluator.confirmed()).isEqualTo(confirmed).doesNotHaveDuplicates();
        assertThat(again.best()).isEqualTo(first.best());
        assertThat(memory.steps("r")).isEqualTo(record);
        assertThat(record.stream()
                        .filter(step -> step.confirmation().isPresent())
                        .count())
                .isEqualTo(confirmed.size());
    }

    @Test
    void creditsDirectivesAndKeepsWhatTheControllerLearned() {
        search("r", plan(1, 150, "thompson"), new LandscapeEvaluator());
        assertThat(memory.policy("thompson", "matmul", HARDWARE).orElseThrow()).contains("transform:vectorize");
        assertThat(memory.steps("r")).anyMatch(step -> step.reward() > 0.2);
    }

    @Test
    void tunesAKernelOfTheUsersOwnWithoutTouchingItsSource() {
        UserKernel kernel = UserKernelReader.read(Path.of("../kernels/matmul/tiled.cl"), task);
        EvolutionPlan plan = new EvolutionPlan(
                "matmul",
                1,
                30,
                Optional.empty(),
                List.of("transform", "tune", "cross"),
                "thompson",
                Optional.of(kernel.path()));
        EvolutionOutcome outcome = search("r", plan, new LandscapeEvaluator());
        assertThat(outcome.reason()).isEqualTo(EvolutionOutcome.Reason.EXHAUSTED);
        List<Step> steps = memory.steps("r");
        assertThat(steps.subList(1, steps.size()))
                .allMatch(step -> step.candidate()
                        .program()
                        .kernel()
                        .source()
                        .equals(kernel.kernel().source()));
        assertThat(steps.getFirst().candidate().lineage().change()).isEqualTo("naive");
    }

    @Test
    void refusesToResumeARunThatWasDecidedOtherwise() {
        search("r", plan(1, 10, "uniform"), new LandscapeEvaluator());
        EvolutionPlan other = plan(2, 20, "uniform");
        assertThatThrownBy(() -> search("r", other, new LandscapeEvaluator()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be resumed");
    }
}
