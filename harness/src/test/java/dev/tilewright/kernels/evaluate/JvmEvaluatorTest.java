package dev.tilewright.kernels.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.Language;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class JvmEvaluatorTest extends EvaluatorContract {

    @Override
    protected String device() {
        return "jvm:0";
    }

    @Override
    protected Language language() {
        return Language.JAVA;
    }

    @Override
    protected String source(String body) {
        return source("", body);
    }

    private static String source(String fields, String body) {
        return """
                class K {
                    %s
                    public static void f(int i, int g1, int g2, float[] A, float[] B, float[] C, int N) {
                        %s
                    }
                }
                """.formatted(fields, body);
    }

    private static Candidate withFields(String fields, String body) {
        return ScaledSum.candidate(Language.JAVA, source(fields, body));
    }

    /** The build sets a variable that is named like those of keys. A kernel that can see it is wrong. */
    @Test
    void workersStartWithoutTheVariablesThatHoldKeys() {
        assertThat(System.getenv("TILEWRIGHT_TEST_KEY")).isNotBlank();
        String fields =
                "static final boolean TOLD = System.getenv().keySet().stream().anyMatch(name -> name.toUpperCase().matches(\".*(KEY|TOKEN|SECRET|PASSWORD).*\"));";
        Candidate blind = withFields(fields, "C[i] = TOLD ? 0 : 2 * A[i] + B[i];");

        Evaluation evaluation = evaluate(blind);
        assertThat(evaluation.status()).as(evaluation.diagnostics()).isEqualTo(Status.OK);
        assertThat(evaluator
                        .compare(good(), KernelMeasurement.fitness(1e6), blind)
                        .verdict())
                .as("in the fresh process of a confirmation")
                .isNotEqualTo(Confirmation.Verdict.REFUTED);
    }

    @Tag("long")
    @Test
    void aWorkerThatDiesWhileItStartsIsReplaced() throws InterruptedException {
        Set<ProcessHandle> others = ProcessHandle.current().children().collect(Collectors.toSet());
        try (ProcessEvaluator another =
                new ProcessEvaluator(ScaledSum.task(), ScaledSum.PROBLEM, device(), settings())) {
            Optional<ProcessHandle> started = Optional.empty();
            while (started.isEmpty()) {
                Thread.sleep(5);
                started = ProcessHandle.current()
                        .children()
                        .filter(child -> !others.contains(child))
                        .findAny();
            }
            assertThat(started.get().destroyForcibly()).isTrue();
            another.awaitReady();
            assertThat(another.evaluate(good(), OptionalDouble.empty()).status())
                    .isEqualTo(Status.OK);
        }
    }

    @Test
    void anIndexOutOfBoundsIsALaunchError() {
        assertThat(fails(Status.LAUNCH_ERROR, candidate("C[i + 1] = 2 * A[i] + B[i];"))
                        .diagnostics())
                .contains("ArrayIndexOutOfBounds");
    }

    @Test
    void aKernelThatIsRightOnlyTheFirstTimeIsWrong() {
        fails(
                Status.WRONG_RESULT,
                withFields("static int runs;", "if (i == 0) runs++; C[i] = runs > 1 ? 0 : 2 * A[i] + B[i];"));
    }

    @Test
    void aResultKeptFromTheFirstRunIsWrong() {
        assertThat(fails(
                                Status.WRONG_RESULT,
                                withFields(
                                        "static float[] kept = new float[1 << 20]; static boolean[] has = new boolean[1 << 20];",
                                        """
                                if (N > 1000) {
                                    if (!has[i]) { kept[i] = 2 * A[i] + B[i]; has[i] = true; }
                                    C[i] = kept[i];
                                } else {
                                    C[i] = 2 * A[i] + B[i];
                                }
                                """))
                        .diagnostics())
                .contains("should be");
    }

    @Test
    void resultsThatDifferFromRunToRunAreWrong() {
        assertThat(fails(Status.WRONG_RESULT, candidate("C[i] = 2 * A[i] + B[i] + (float) (1e-6 * Math.random());"))
                        .diagnostics())
                .containsAnyOf("not deterministic", "should be");
    }

    @Test
    void aKernelThatEndsTheProcessIsACrash() {
        assertThat(fails(Status.CRASH, candidate("System.exit(7);")).diagnostics())
                .contains("exit code 7")
                .contains("running for the first time");
    }

    @Test
    void aKernelThatEatsMemoryIsACrashForItsMemory() {
        assertThat(fails(
                                Status.CRASH,
                                withFields(
                                        "static final java.util.List<float[]> HELD ="
                                                + " java.util.Collections.synchronizedList(new java.util.ArrayList<>());",
                                        "HELD.add(new float[1 << 20]); C[i] = 2 * A[i] + B[i];"))
                        .diagnostics())
                .contains("memory");
    }

    @Test
    void whatAKernelPrintsDoesNotDisturbTheProtocol() {
        fails(
                Status.WRONG_RESULT,
                candidate("if (i < 1000) { System.out.println(i); System.err.println(i); } C[i] = 0;"));
    }

    /** Whether a challenger is faster is decided beside all devices, so OpenCL's stands for this one. */
    @Tag("long")
    @Test
    @Override
    void aChallengerThatIsNotFasterIsNotConfirmed() {
        super.aChallengerThatIsNotFasterIsNotConfirmed();
    }

    @Tag("long")
    @Test
    @Override
    void aChallengerThatIsWrongOnAHeldOutProblemIsRefuted() {
        super.aChallengerThatIsWrongOnAHeldOutProblemIsRefuted();
    }
}
