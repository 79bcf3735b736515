package dev.tilewright.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.kernels.genome.WrittenKernel;
import dev.tilewright.kernels.sketch.Sketches;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProposerTest {

    private static final DeviceFacts FACTS = new DeviceFacts(2, 8, 256, 32 << 10, 32 << 20, 1L << 32, 1L << 30, true);
    private static final Decision DECISION = Decision.parse(3, "llm:vectorize[form=edit,model=m,style=plain]");

    private final Task task = TaskReader.read(Path.of("../tasks/matmul.yaml"));
    private final Problem problem = new Problem(new LinkedHashMap<>(Map.of("M", 64L, "N", 64L, "K", 64L)));
    private final GenomeFactory factory =
            new GenomeFactory(new KernelTarget(task, problem, Language.OPENCL, FACTS), task.kernels());
    private final Candidate naive = seed(factory.naive().orElseThrow());
    private final Novelty novelty = new Novelty(Language.OPENCL);
    private final Proposer proposer = new Proposer(factory, novelty);

    private static Candidate seed(KernelGenome genome) {
        return new Candidate(genome, Lineage.seed("by hand"));
    }

    private static Candidate scheduled(GenomeFactory factory, String... steps) throws IllegalTransformationException {
        return seed(factory.scheduled(Schedule.parse(List.of(steps))));
    }

    private static KernelGenome kernel(Candidate candidate) {
        return KernelGenome.of(candidate);
    }

    private Candidate propose(String answer, Candidate... parents) throws RejectedException {
        return proposer.propose(answer, false, Form.EDIT, List.of(parents), DECISION);
    }

    private static String block(String search, String replace) {
        return "<<<<<<< SEARCH\n%s\n=======\n%s\n>>>>>>> REPLACE\n".formatted(search, replace);
    }

    private void refused(String answer, String reason, Candidate... parents) {
        assertThatThrownBy(() -> propose(answer, parents))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aScheduledKernelIsShownWithItsLaunchInTermsOfSizes() {
        String source = EditableSource.of(naive, factory).orElseThrow();

        assertThat(source)
                .contains("// tilewright:entry matmul\n", "// tilewright:arguments A, B, C, ")
                .containsPattern("// tilewright:launch global=\\[.*N.*, M] local=\\[\\d+, 1]");
    }

    @Test
    void anEditOfAScheduledKernelClaimsTheProblemsThatItsConstraintsAllow() throws RejectedException {
        String source = EditableSource.of(naive, factory).orElseThrow();
        String line =
                source.lines().filter(text -> text.contains("+=")).findFirst().orElseThrow();

        Candidate child =
                propose("Idea: accumulate with\u001b[31m fma\n" + block(line, line.replace("+=", "+= 1.0f *")), naive);

        assertThat(child.lineage().parents()).containsExactly(naive.hash());
        assertThat(child.lineage().decision()).contains(DECISION);
        assertThat(child.lineage().change()).isEqualTo("edit: accumulate with [31m fma");
        assertThat(kernel(child).program().launches())
                .isEqualTo(kernel(naive).program().launches());
        assertThat(kernel(child).programs().keySet()).containsAll(task.heldOut());
    }

    @Test
    void aRewriteStatesItsLaunchAndLeavesNumbersOpen() throws RejectedException {
        Candidate child = propose("""
                ```c
                // tilewright:entry mine
                // tilewright:arguments A, B, C, N, K
                // tilewright:tunable W 4,8,64
                // tilewright:constraint N % W == 0
                // tilewright:launch global=[N / W, M] local=[1, 1]
                __kernel void mine(__global const float* A, __global const float* B, __global float* C, int N, int K) {
                    for (int w = 0; w < W; w++) C[get_global_id(1) * N + get_global_id(0) * W + w] = 0.0f;
                }
                ```
                """, naive);

        assertThat(kernel(child).written().orElseThrow()).startsWith("// tilewright:entry mine");
        assertThat(kernel(child).program().kernel().buildOptions()).contains("-DW=4");
        assertThat(kernel(child).program().launches().getFirst().globalSize()).containsExactly(16L, 64L);
        assertThat(kernel(child).program().launches().getFirst().arguments())
                .hasSize(5)
                .first()
                .isEqualTo(new KernelArgument.BufferArgument("A"));
        assertThat(kernel(child).tunable().orElseThrow().tunables()).hasSize(1);
    }

    @Test
    void aScheduleIsMadeByTheEngine() throws RejectedException {
        Candidate child = propose(
                "{\"idea\": \"lanes\", \"steps\": [{\"nest\": \"C\", \"transformation\": \"bind\", \"arguments\": [\"i\", \"group\"]}, {\"nest\": \"C\", \"transformation\": \"vectorize\", \"arguments\": [\"j\", \"8\"]}]}",
                naive);

        assertThat(kernel(child).schedule()).containsExactly("C: bind(i, group)", "C: vectorize(j, 8)");
        assertThat(child.lineage().change()).isEqualTo("schedule of 2 steps: lanes");
    }

    @Test
    void aCombinationHasTwoParents() throws RejectedException, IllegalTransformationException {
        Candidate tiled = scheduled(factory, "C: bind(i, group)", "C: accumulate(k, i=4)");

        Candidate child = proposer.propose(
                "{\"idea\": \"both\", \"steps\": [{\"nest\": \"C\", \"transformation\": \"bind\", \"arguments\": [\"i\", \"group\"]}, {\"nest\": \"C\", \"transformation\": \"vectorize\", \"arguments\": [\"j\", \"8\"]}, {\"nest\": \"C\", \"transformation\": \"accumulate\", \"arguments\": [\"k\", \"i=4\"]}]}",
                false,
                Form.CROSS,
                List.of(naive, tiled),
                DECISION);

        assertThat(child.lineage().parents()).containsExactly(naive.hash(), tiled.hash());
    }

    @Test
    void everyReasonIsSaid() {
        String source = EditableSource.of(naive, factory).orElseThrow();
        String line =
                source.lines().filter(text -> text.contains("+=")).findFirst().orElseThrow();
        refused(block("no such line", "x"), "not found", naive);
        refused(block(line, line), "the same as its parent", naive);
        refused(block(line, line + " }}}"), "does not parse", naive);
        refused(block("// tilewright:entry matmul", "// tilewright:entry other"), "no entry point other", naive);
        refused("```c\n__kernel void f(int a) {}\n```", "nothing says how the kernel is launched", naive);
        refused(
                "```c\n// tilewright:launch global=[N] local=[48]\n__kernel void f(__global float* A) {}\n```",
                "allow no configuration",
                naive);
        refused("C: split(k, 1)", "schedule", naive);
        refused("C: teleport(k)", "no transformation is called", naive);
        refused("C: vectorize(z, 8)", "not legal", naive);
    }

    @Test
    void aKnownSourceIsRefusedByWhatItIsLike() throws RejectedException {
        String source = EditableSource.of(naive, factory).orElseThrow();
        novelty.add("evaluation 1", source);
        String line =
                source.lines().filter(text -> text.contains("+=")).findFirst().orElseThrow();
        Candidate child = propose(block(line, line.replace("+=", "+= 2.0f *")), naive);
        novelty.add("evaluation 2", kernel(child).written().orElseThrow());

        refused(block(line, line.replace("+=", "+= 2.0f * /* again */ ")), "the same as evaluation 2", naive);
    }

    @Test
    void regionsOfAKernelAreEnforced() throws RejectedException {
        String marked = """
                // tilewright:launch global=[N, M] local=[1, 1]
                __kernel void f(__global const float* A, __global const float* B, __global float* C, int M, int N, int K) {
                    // tilewright:evolve
                    float s = 0.0f;
                    // tilewright:end
                    C[get_global_id(1) * N + get_global_id(0)] = s;
                }
                """;
        Candidate parent = propose("```c\n" + marked + "```", naive);

        refused(
                block("    C[get_global_id(1) * N + get_global_id(0)] = s;", "    C[0] = s;"),
                "may be changed",
                parent);
        assertThat(propose(block("    float s = 0.0f;", "    float s = 1.0f;"), parent))
                .isNotNull();
    }

    @Test
    void aProgramOfSeveralLaunchesIsChangedByBlocks() throws IllegalTransformationException, RejectedException {
        Candidate packed = scheduled(factory, "C: bind(i, group)", "C: pack(B, j, 8)");
        String source = EditableSource.of(packed, factory).orElseThrow();
        assertThat(source)
                .contains(
                        "// tilewright:scratch B_panels float32 [N / 8, K, 8]\n",
                        "// tilewright:entry matmul_B_panels\n",
                        "// tilewright:launch global=[N / 8] local=[1]\n",
                        "// tilewright:entry matmul_C\n");

        Candidate child = propose(
                block("// tilewright:launch global=[N / 8] local=[1]", "// tilewright:launch global=[N / 8] local=[2]"),
                packed);

        assertThat(kernel(child).program().buffers())
                .isEqualTo(kernel(packed).program().buffers());
        assertThat(kernel(child).program().launches().getFirst().localSize()).containsExactly(2L);
        assertThat(kernel(child).program().launches().getLast())
                .isEqualTo(kernel(packed).program().launches().getLast());
    }

    /** What is said in comments is what is launched: for every kind of kernel that a search begins with. */
    @ParameterizedTest
    @ValueSource(strings = {"matmul", "softmax", "sum", "layer-norm", "conv2d", "matvec"})
    void whatASketchRunsIsSaidInItsSource(String name) {
        Task of = TaskReader.read(Path.of("../tasks/" + name + ".yaml"));
        GenomeFactory makes =
                new GenomeFactory(new KernelTarget(of, of.problems().getFirst(), Language.OPENCL, FACTS), List.of());
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(3);
        int several = 0;
        for (int i = 0; i < 40; i++) {
            Candidate sketch = seed(Sketches.draw(makes, random).orElseThrow());
            String source = EditableSource.of(sketch, makes).orElseThrow();
            WrittenKernel written = makes.written(source, Configuration.none());

            several += kernel(sketch).program().launches().size() > 1 ? 1 : 0;
            written.programs().forEach((sizes, program) -> {
                KernelProgram scheduled =
                        Objects.requireNonNull(kernel(sketch).programs().get(sizes));
                // For some sizes the engine leaves guards out, which makes another kernel of the same schedule.
                if (scheduled.kernel().equals(kernel(sketch).program().kernel())) {
                    assertThat(program.launches().stream()
                                    .map(ProposerTest::trimmed)
                                    .toList())
                            .as("%s for %s", source, sizes)
                            .isEqualTo(scheduled.launches().stream()
                                    .map(ProposerTest::trimmed)
                                    .toList());
                    assertThat(program.buffers()).as("%s for %s", source, sizes).isEqualTo(scheduled.buffers());
                }
            });
        }
        assertThat(several).as("programs of several launches").isPositive();
    }

    /** Leaves out dimensions at the end that have one work-item: a launch is the same without them. */
    private static Launch trimmed(Launch launch) {
        int dimensions = launch.globalSize().size();
        while (dimensions > 1 && launch.globalSize().get(dimensions - 1) == 1) {
            dimensions--;
        }
        return new Launch(
                launch.entry(),
                launch.globalSize().subList(0, dimensions),
                launch.localSize().subList(0, dimensions),
                launch.arguments());
    }
}
