package dev.tilewright.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.OpenClPresent;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.EvaluationSettings;
import dev.tilewright.kernels.evaluate.ProcessEvaluator;
import dev.tilewright.kernels.evaluate.TimeLimits;
import dev.tilewright.kernels.evaluate.measure.CacheState;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import dev.tilewright.kernels.evaluate.referee.ComparisonBudget;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.task.Problem;
import dev.tilewright.task.ProblemParser;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs of several launches with scratch between them, changed by text, run and are verified like any other. */
@OpenClPresent
class EditedProgramsTest {

    private static final DeviceFacts FACTS = new DeviceFacts(2, 8, 256, 32 << 10, 32 << 20, 1L << 32, 1L << 30, true);
    private static final EvaluationSettings SETTINGS = new EvaluationSettings(
            new TimeLimits(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    20),
            new SamplingBudget(0.05, 60_000_000L, 3, 30, 1.2, 5_000_000L, 40_000_000L),
            CacheState.AUTO,
            new ComparisonBudget(5, 6, 300_000_000L, 0.01),
            512L << 20,
            Optional.empty());

    private static Evaluation evaluated(String name, String sizes, List<String> steps, String search, String replace)
            throws Exception {
        Task task = TaskReader.read(Path.of("../tasks/" + name + ".yaml"));
        Problem problem = ProblemParser.parse(task, sizes);
        GenomeFactory factory = new GenomeFactory(new KernelTarget(task, problem, Language.OPENCL, FACTS), List.of());
        Candidate parent = new Candidate(factory.scheduled(Schedule.parse(steps)), Lineage.seed("by schedule"));
        assertThat(KernelGenome.of(parent).program().launches()).hasSizeGreaterThan(1);
        String answer = "<<<<<<< SEARCH\n%s\n=======\n%s\n>>>>>>> REPLACE\n".formatted(search, replace);
        Candidate child = new Proposer(factory, new Novelty(Language.OPENCL))
                .propose(answer, false, Form.EDIT, List.of(parent), Decision.parse(1, "llm"));
        assertThat(KernelGenome.of(child).programs()).hasSizeGreaterThan(1);
        try (ProcessEvaluator evaluator = new ProcessEvaluator(task, problem, "opencl:0", SETTINGS)) {
            return evaluator.evaluate(child, OptionalDouble.empty());
        }
    }

    @Tag("long")
    @Test
    void aPackedMultiplicationWithAnotherPackingKernel() throws Exception {
        Evaluation evaluation = evaluated(
                "matmul",
                "M=64,N=64,K=64",
                List.of("C: bind(i, group)", "C: vectorize(j, 8)", "C: pack(B, j, 8)"),
                "    for (int k = 0; k < K; ++k) {\n        for (int j1 = 0; j1 < 8; ++j1) {",
                "    for (int k = K - 1; k >= 0; --k) {\n        for (int j1 = 0; j1 < 8; ++j1) {");

        assertThat(evaluation.status()).as(evaluation.diagnostics()).isEqualTo(Status.OK);
    }

    @Tag("long")
    @Test
    void aSplitReductionWhoseSecondLaunchIsWrong() throws Exception {
        Evaluation evaluation = evaluated(
                "sum",
                "N=1048576",
                List.of("S: split-reduction(i, 4096)"),
                "    for (int p = 0; p < N_parts; ++p) {",
                "    for (int p = 1; p < N_parts; ++p) {");

        assertThat(evaluation.status()).as(evaluation.diagnostics()).isEqualTo(Status.WRONG_RESULT);
    }
}
