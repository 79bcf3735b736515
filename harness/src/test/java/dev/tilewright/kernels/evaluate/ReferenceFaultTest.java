package dev.tilewright.kernels.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.measure.CacheState;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import dev.tilewright.kernels.evaluate.referee.ComparisonBudget;
import dev.tilewright.task.Reference;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskException;
import dev.tilewright.task.TaskReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reference that hangs, ends its process or fails later on is the fault of the task, and of no candidate. */
class ReferenceFaultTest {

    private static final EvaluationSettings SETTINGS = new EvaluationSettings(
            new TimeLimits(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    20),
            new SamplingBudget(0.05, 60_000_000L, 3, 30, 1.2, 5_000_000L, 40_000_000L),
            CacheState.WARM,
            new ComparisonBudget(5, 6, 300_000_000L, 0.01),
            512L << 20,
            Optional.empty());

    @TempDir
    Path folder;

    @Test
    void aReferenceThatHangsIsStopped() {
        assertThatThrownBy(() -> evaluate("while (n > 0) { c[0] = a[0]; }"))
                .isInstanceOf(TaskException.class)
                .hasMessageStartingWith("the reference Sum.java fails: killed after 3.")
                .hasMessageEndingWith("s of silence while computing the reference");
    }

    @Tag("long")
    @Test
    void aReferenceThatEndsItsProcessIsTold() {
        assertThatThrownBy(() -> evaluate("System.exit(3);"))
                .isInstanceOf(TaskException.class)
                .hasMessageStartingWith("the reference Sum.java fails: the referee ended with exit code 3");
    }

    /** Two sets of inputs and a rehearsal of the small problem come before the first candidate. */
    @Test
    void aReferenceThatFailsBesideACandidateIsNotTheCandidatesFault() {
        assertThatThrownBy(() -> evaluate("if (++calls == 4) { throw new IllegalStateException(\"tired\"); }"))
                .isInstanceOf(TaskException.class)
                .hasMessage("the reference Sum.java throws java.lang.IllegalStateException: tired in line 4 on N=1000");
    }

    @Test
    void aReferenceThatIsRightLetsACandidatePass() {
        assertThat(evaluate("")).isEqualTo(Status.OK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            float32 | log(X[i])     | is NaN, and should be a finite number that float32 holds; change compute, or the init of its inputs
            float32 | 1e39 * X[i]   | E38, and should be a finite number that float32 holds; change compute, or the init of its inputs
            int32   | 1e12 * X[i]   | which int32 does not hold
            """)
    void anExpressionWithoutResultsIsToldBeforeAnyEvaluation(String type, String compute, String message)
            throws IOException {
        Task task = TaskReader.read(Files.writeString(folder.resolve("odd.yaml"), """
                name: odd
                summary: an expression that has no result for some of its inputs
                sizes: [N]
                arguments:
                  X: {type: float32, shape: [N], init: {uniform: [-1, 1]}}
                  Y: {type: %s, shape: [N], role: output}
                compute: Y[i] = %s
                problems: [{N: 256}]
                tolerance: {relative: 1e-5}
                """.formatted(type, compute)));
        try (ProcessEvaluator evaluator =
                new ProcessEvaluator(task, task.problems().getFirst(), "jvm:0", SETTINGS)) {
            assertThatThrownBy(evaluator::awaitReady)
                    .isInstanceOf(TaskException.class)
                    .hasMessageStartingWith("the reference of the task has no result on N=256: ")
                    .hasMessageContaining(message);
        }
    }

    private static Status evaluate(String first) {
        String source = """
                class Sum {
                    static int calls;
                    static void compute(double[] a, double[] b, double[] c, int n) {
                        %s
                        for (int i = 0; i < n; i++) { c[i] = 2 * a[i] + b[i]; }
                    }
                }
                """.formatted(first);
        String kernel = """
                class K {
                    public static void f(int i, int g1, int g2, float[] A, float[] B, float[] C, int N) {
                        C[i] = 2 * A[i] + B[i];
                    }
                }
                """;
        Task task = against(new Reference.JavaClass(Path.of("Sum.java"), source));
        try (ProcessEvaluator evaluator = new ProcessEvaluator(task, ScaledSum.PROBLEM, "jvm:0", SETTINGS)) {
            return evaluator
                    .evaluate(ScaledSum.candidate(Language.JAVA, kernel), OptionalDouble.empty())
                    .status();
        }
    }

    private static Task against(Reference reference) {
        Task task = ScaledSum.task();
        return new Task(
                task.name(),
                task.summary(),
                task.sizes(),
                task.arguments(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(reference),
                task.problems(),
                task.verify(),
                task.heldOut(),
                task.tolerance(),
                task.kernels());
    }
}
