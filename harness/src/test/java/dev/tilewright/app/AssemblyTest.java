package dev.tilewright.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Budget;
import dev.tilewright.evolve.loop.SerialEvaluator;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.LandscapeEvaluator;
import dev.tilewright.kernels.Part;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.task.TaskReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search does of which parts are switched off. Times follow from schedules. */
class AssemblyTest {

    private static final int EVALUATIONS = 36;

    private static final TaskCatalogue TASKS = new TaskCatalogue(Path.of("../tasks"));

    private final Task task = TaskReader.read(Path.of("../tasks/matmul.yaml"));
    private final Workload workload =
            new Workload("matmul", task.problems().getFirst().toString(), task.content());
    private final Device device = Backends.load().device("jvm:0");

    @TempDir
    Path folder;

    private OpenMemory memory;

    @BeforeEach
    void open() {
        memory = OpenMemory.open(folder.resolve("memory.db").toString());
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private List<Step> search(Part... without) {
        return search(EVALUATIONS, without);
    }

    private List<Step> search(int evaluations, Part... without) {
        return search(evaluations, Optional.empty(), without);
    }

    private List<Step> search(int evaluations, Optional<String> reward, Part... without) {
        TuningPlan plan = new TuningPlan(
                        "matmul",
                        1,
                        evaluations,
                        Optional.empty(),
                        List.of("transform", "tune", "cross"),
                        "thompson",
                        Optional.empty())
                .rewarding(reward)
                .lacking(List.of(without));
        Run run = RunStart.of(plan, TASKS, workload, device.hardware(), device.id(), memory.memory(), Optional.empty());
        try (SerialEvaluator evaluator = new SerialEvaluator(new LandscapeEvaluator())) {
            new Assembly(run, TASKS, task, Optional.empty(), memory)
                    .evolution(
                            Language.JAVA,
                            device.facts(),
                            evaluator,
                            Budget.of(evaluations, Optional.empty()),
                            Optional.empty(),
                            (_, _) -> {})
                    .run(_ -> {});
        }
        return memory.memory().steps(run.id());
    }

    private Optional<String> policy(String name) {
        return memory.memory().policy(name, "matmul", device.hardware());
    }

    private static List<String> hashes(List<Step> steps) {
        return steps.stream().map(step -> step.candidate().hash()).toList();
    }

    @Test
    void armsArePaidAsThePlanSays() {
        search(EVALUATIONS, Optional.of("log-speed-up"));
        String usual =
                memory.memory().policy("thompson", "matmul", device.hardware()).orElseThrow();
        for (String reward : List.of("rank", "extreme")) {
            close();
            memory = OpenMemory.open(folder.resolve(reward + ".db").toString());
            search(EVALUATIONS, Optional.of(reward));
            assertThat(memory.memory().policy("thompson", "matmul", device.hardware()))
                    .as(reward)
                    .isPresent()
                    .isNotEqualTo(Optional.of(usual));
        }
        close();
        memory = OpenMemory.open(folder.resolve("usual.db").toString());
        search(EVALUATIONS);
        assertThat(memory.memory().policy("thompson", "matmul", device.hardware()))
                .contains(usual);
    }

    @Test
    void withoutMemoryASearchIsTheFirstOneOnceMoreThoughMemoryKnowsAllOfIt() {
        List<Step> first = search();
        List<Step> again = search(Part.MEMORY);
        List<Step> remembering = search();

        assertThat(hashes(again)).isEqualTo(hashes(first));
        assertThat(again).noneMatch(Step::recalled);
        assertThat(remembering).anyMatch(Step::recalled);
        assertThat(hashes(remembering)).isNotEqualTo(hashes(first));
    }

    @Test
    void withoutAControllerEveryArmIsChosenAsOftenAndNothingIsLearned() {
        search(Part.CONTROLLER);

        assertThat(policy("thompson")).isEmpty();
        assertThat(policy("uniform")).isPresent();
    }

    @Test
    void withoutCreditTheControllerLearnsFromEachChildAlone() {
        search(60, Part.CREDIT);
        String alone = policy("thompson").orElseThrow();
        search(60, Part.MEMORY);

        assertThat(policy("thompson")).isPresent().isNotEqualTo(Optional.of(alone));
    }

    @Test
    void withoutNumbersNoChildIsTuned() {
        assertThat(search(Part.NUMBERS))
                .flatExtracting(
                        step -> step.candidate().lineage().decision().stream().toList())
                .extracting(Decision::operator)
                .isNotEmpty()
                .doesNotContain("tune");
    }
}
