package dev.tilewright.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.control.Controller;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.llm.dialogue.LlmPlan;
import dev.tilewright.llm.model.Allowance;
import dev.tilewright.llm.model.ModelSpec;
import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.model.Retry;
import dev.tilewright.llm.record.Belief;
import dev.tilewright.llm.record.Conversations;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.llm.record.StyleRecord;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.task.TaskReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new run begins with of what earlier ones left in memory. */
class RunStartTest {

    private static final ModelSpec MODEL = new ModelSpec(
            "it",
            ModelSpec.Provider.OPENAI,
            Optional.empty(),
            "a-model",
            Optional.empty(),
            new ModelSpec.Price(0, 0),
            Duration.ofSeconds(1),
            100,
            true,
            OptionalDouble.empty());

    private static final TaskCatalogue TASKS = new TaskCatalogue(Path.of("../tasks"));

    private final Task task = TaskReader.read(Path.of("../tasks/softmax.yaml"));
    private final Device device = Backends.load().device("jvm:0");

    private static PromptStyle style(String name, String... parents) {
        return new PromptStyle(name, "You are.", "Think.", PromptStyle.Evidence.SHORT, 0.5, List.of(parents));
    }

    private LlmPlan begun(OpenMemory memory) {
        Models models = new Models(List.of(MODEL), Allowance.UNLIMITED, 1, Retry.USUAL);
        LlmPlan gathered = LlmPlan.gather(
                models,
                device.hardware(),
                device.facts().cpu(),
                memory.memory(),
                memory.conversations(),
                OptionalDouble.of(2000));
        TuningPlan plan =
                new TuningPlan("softmax", 1, 10, Optional.empty(), List.of("llm"), "thompson", Optional.empty());
        Workload workload = new Workload("softmax", task.problems().getFirst().toString());
        Run run = RunStart.of(
                plan, TASKS, workload, device.hardware(), device.id(), memory.memory(), Optional.of(gathered.toJson()));
        LlmPlan kept = LlmPlan.fromJson(TuningPlan.of(run).llm().orElseThrow());
        assertThat(kept).isEqualTo(gathered);
        return kept;
    }

    @Test
    void stylesThatEarnedOnTheHardwareComeBackAndThoseThatWereGivenUpDoNot(@TempDir Path folder) {
        try (OpenMemory memory = OpenMemory.open(folder.resolve("memory.db").toString())) {
            Conversations conversations = memory.conversations();
            for (String name : List.of("given-up", "fair", "good")) {
                conversations.keepStyle(name, style(name, "plain").toJson());
            }
            conversations.earned(device.hardware(), "given-up", 2);
            conversations.retire(device.hardware(), "given-up");
            conversations.earned(device.hardware(), "fair", 0.1);
            conversations.earned(device.hardware(), "good", 0.4);

            LlmPlan plan = begun(memory);

            assertThat(plan.styles())
                    .map(PromptStyle::name)
                    .endsWith("good", "fair")
                    .doesNotContain("given-up");
            assertThat(plan.earned()).contains(new StyleRecord("good", 1, 0.4, 0.4 * 0.4, false));
        }
    }

    @Test
    void anArmThatIsNewBeginsWithWhatItEarnedElsewhere() {
        Controller controller = Policies.create("thompson", Optional.empty());
        controller.expect(Arm.of("llm-style", "good"), 12, 6, 3);

        assertThat(controller.state()).contains("\"llm-style:good\":{\"weight\":3.0,\"sum\":1.5,\"squares\":0.75}");
    }

    @Test
    void beliefsOfTheClassOfDevicesAreBroughtAlong(@TempDir Path folder) {
        Belief wide = new Belief(
                "r#0",
                "matmul",
                "Lanes pay.",
                new Belief.Claim(
                        "vectorize",
                        true,
                        new Belief.Scope(Optional.of("stages"), Optional.of("cpu"), Optional.of("parameter >= 8"))),
                List.of("evaluation 4"),
                Optional.empty());
        try (OpenMemory memory = OpenMemory.open(folder.resolve("memory.db").toString())) {
            memory.conversations().keep(new Hardware("opencl", "v", "another", "a", "d"), wide);

            assertThat(begun(memory).beliefs()).containsExactly(wide);
        }
    }
}
