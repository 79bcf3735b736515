package dev.tilewright.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.candidate.Directive;
import dev.tilewright.control.Controller;
import dev.tilewright.control.Policies;
import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.device.Hardware;
import dev.tilewright.llm.model.Allowance;
import dev.tilewright.llm.model.ModelSpec;
import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.model.Retry;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.memory.Belief;
import dev.tilewright.memory.Conversations;
import dev.tilewright.memory.Memories;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.memory.StyleRecord;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new run begins with of what earlier ones left in memory. */
class RunsTest {

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

    private final Task task = TaskReader.read(Path.of("../tasks/softmax.yaml"));
    private final Device device = Backends.load().device("jvm:0");

    private static PromptStyle style(String name, String... parents) {
        return new PromptStyle(name, "You are.", "Think.", PromptStyle.Evidence.SHORT, 0.5, List.of(parents));
    }

    private LlmPlan begun(Memory memory) {
        Runs.ModelsAtHand models = new Runs.ModelsAtHand(
                new Models(List.of(MODEL), Allowance.UNLIMITED, 1, Retry.USUAL), OptionalDouble.empty());
        EvolutionPlan plan =
                new EvolutionPlan("softmax", 1, 10, Optional.empty(), List.of("llm"), "thompson", Optional.empty());
        Run run = Runs.begin(plan, task, task.problems().getFirst(), device, memory, "test", Optional.of(models));
        return EvolutionPlan.of(run).llm().orElseThrow();
    }

    @Test
    void stylesThatEarnedOnTheHardwareComeBackAndThoseThatWereGivenUpDoNot(@TempDir Path folder) {
        try (Memory memory = Memories.open(folder.resolve("memory.db").toString())) {
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
        controller.expect(new Directive("llm-style", Optional.of("good")), 12, 6, 3);

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
        try (Memory memory = Memories.open(folder.resolve("memory.db").toString())) {
            memory.conversations().keep(new Hardware("opencl", "v", "another", "a", "d"), wide);

            assertThat(begun(memory).beliefs()).containsExactly(wide);
        }
    }
}
