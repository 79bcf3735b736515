package dev.tilewright.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.llm.answer.Form;
import dev.tilewright.llm.model.Message;
import dev.tilewright.llm.model.Request;
import dev.tilewright.llm.record.Belief;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.loops.transform.Transformations;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrompterTest {

    private static final DeviceFacts FACTS = new DeviceFacts(2, 8, 256, 32 << 10, 32 << 20, 1L << 32, 1L << 30, true);

    private final Task task = new TaskCatalogue(Path.of("..", "tasks")).find("matmul");
    private final GenomeFactory factory = factory(task);
    private final Prompter prompter = new Prompter(factory, "a test device", OptionalDouble.of(1e6));
    private final Brief.Judged naive = new Brief.Judged(
            1,
            naive(factory),
            new KernelMeasurement(
                            Optional.of(new TimeEstimate(4e6, 3.9e6, 4.2e6, 11)),
                            Optional.empty(),
                            OptionalDouble.empty(),
                            List.of(),
                            0,
                            0)
                    .evaluation(Status.OK, "warning: loop not vectorized", 0));

    private static GenomeFactory factory(Task task) {
        return new GenomeFactory(new KernelTarget(task, task.problems().getFirst(), Language.OPENCL, FACTS), List.of());
    }

    private static Candidate naive(GenomeFactory factory) {
        return new Candidate(factory.naive().orElseThrow(), Lineage.seed("naive"));
    }

    private static PromptStyle style(String name) {
        return PromptStyle.first().stream()
                .filter(style -> style.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Request request(Form form, String style) {
        TreeMap<String, Knowledge.Tally> tallies = new TreeMap<>();
        tallies.put("unroll", new Knowledge.Tally(10, 6, 2, 1));
        TreeMap<String, Knowledge.Failure> failures = new TreeMap<>();
        failures.put("build-error: too many registers", new Knowledge.Failure("add unroll(k, 64)", 3));
        return prompter.proposal(new Brief(
                form == Form.CROSS ? List.of(naive, naive) : List.of(naive),
                List.of(naive),
                new Knowledge(tallies, failures),
                List.of(new Belief(
                        "r.0",
                        "matmul",
                        "Lanes of eight pay.",
                        new Belief.Claim("vectorize", true, Belief.Scope.HERE),
                        List.of("evaluation 4"),
                        Optional.empty())),
                Optional.of("vectorize"),
                form,
                style(style)));
    }

    private static String user(Request request) {
        return request.messages().getLast().text();
    }

    @Test
    void everyLayerIsThereInOrder() {
        assertThat(user(request(Form.EDIT, "expert")))
                .containsSubsequence(
                        "# The computation",
                        "C[i, j] = sum(k, A[i, k] * B[k, j])",
                        "no less than 1.00 ms (its roofline)",
                        "# The device",
                        "a test device, a CPU; kernels are written in OpenCL C",
                        "# The kernel to improve",
                        "Measured: 4.00 ms (95 % interval 3.90 ms to 4.20 ms), 25 % of the roofline",
                        "C: bind(i, group)",
                        "// tilewright:launch",
                        "warning: loop not vectorized",
                        "# What was measured on this hardware",
                        "unroll: 1.22x (1.04x to 1.43x) over its parent, faster in 6 of 10",
                        "build-error: too many registers (add unroll(k, 64), and 2 more)",
                        "Lanes of eight pay.",
                        "# Another kernel, of another kind",
                        "# What to try",
                        "Try `vectorize`",
                        "# How to answer",
                        "<<<<<<< SEARCH");
    }

    @Test
    void aStyleDecidesHowMuchIsShown() {
        assertThat(user(request(Form.EDIT, "terse"))).doesNotContain("What was measured", "Another kernel");
        assertThat(user(request(Form.EDIT, "plain")))
                .contains("What was measured")
                .doesNotContain("Another kernel");
        assertThat(request(Form.EDIT, "careful").messages().getFirst().text()).contains("You are a compiler engineer");
        assertThat(request(Form.EDIT, "careful").temperature()).isEqualTo(0.2);
    }

    @ParameterizedTest
    @EnumSource
    void everyFormSaysHowToAnswer(Form form) {
        String text = user(request(form, "plain"));

        assertThat(text)
                .contains(
                        switch (form) {
                            case EDIT -> ">>>>>>> REPLACE";
                            case REWRITE -> "// tilewright:arguments A, B, C, M, N, K";
                            case SCHEDULE -> "split-reduction: ";
                            case CROSS -> "Combine the two kernels";
                        });
        assertThat(text).doesNotContain("\n\n\n");
    }

    @Test
    void aScheduleIsAskedForByASchemaOfTheCatalogue() {
        Request request = request(Form.SCHEDULE, "plain");

        String schema = request.schema().orElseThrow().toString();
        Transformations.kinds().forEach(kind -> assertThat(schema).contains(kind.name()));
        assertThat(user(request)).contains("Steps that would be legal").contains("C: vectorize(");
        assertThat(request(Form.EDIT, "plain").schema()).isEmpty();
    }

    @Test
    void transformationsAreToldInTheWordsOfTheirPages() {
        assertThat(TransformationPages.page("split")).startsWith("`C: split(k, 16)` makes two loops of one");
        Transformations.kinds()
                .forEach(kind ->
                        assertThat(TransformationPages.summary(kind.name())).isNotBlank());
    }

    @Test
    void aRepairGoesOnWithTheConversation() {
        Request repair = Prompter.repair(request(Form.EDIT, "plain"), "an answer", "the block is not found");

        assertThat(repair.messages())
                .map(Message::role)
                .containsExactly(Message.Role.SYSTEM, Message.Role.USER, Message.Role.ASSISTANT, Message.Role.USER);
        assertThat(user(repair)).startsWith("That cannot be used: the block is not found");
    }

    @Test
    void aPromptForEveryTaskCanBeWritten() {
        for (Task each : new TaskCatalogue(Path.of("..", "tasks")).all()) {
            GenomeFactory its = factory(each);
            Candidate parent = naive(its);
            Prompter prompts = new Prompter(its, "d", OptionalDouble.empty());
            for (Form form : prompts.forms(parent)) {
                Request request = prompts.proposal(new Brief(
                        List.of(new Brief.Judged(1, parent, naive.evaluation())),
                        List.of(),
                        Knowledge.NONE,
                        List.of(),
                        Optional.empty(),
                        form,
                        style("plain")));
                assertThat(user(request)).contains("Whatever you expect to pay most.");
            }
        }
    }
}
