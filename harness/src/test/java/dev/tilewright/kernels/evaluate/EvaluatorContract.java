package dev.tilewright.kernels.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.measure.CacheState;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import dev.tilewright.kernels.evaluate.referee.ComparisonBudget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds for every backend: kernels that fail or cheat get their status, and the next good one is evaluated as if nothing had
 * been.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EvaluatorContract {

    private static final SamplingBudget QUICK =
            new SamplingBudget(0.05, 60_000_000L, 3, 30, 1.2, 5_000_000L, 40_000_000L);
    private static final TimeLimits IMPATIENT = new TimeLimits(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            Duration.ofMillis(1500),
            Duration.ofSeconds(1),
            20);
    private static final Set<Status> ENDS_ITS_PROCESS = Set.of(Status.CRASH, Status.TIMEOUT);
    private static final long MEMORY_BYTES = 512L << 20;

    @TempDir
    static Path folder;

    protected ProcessEvaluator evaluator;

    /** Returns the device under test, {@code jvm:0}. */
    protected abstract String device();

    protected abstract Language language();

    /**
     * Returns the source of a kernel {@code f(A, B, C, N)}.
     *
     * @param body statements for element {@code i}, in the common part of OpenCL C and Java
     */
    protected abstract String source(String body);

    @BeforeAll
    void start() {
        evaluator = new ProcessEvaluator(ScaledSum.task(), ScaledSum.PROBLEM, device(), settings());
    }

    protected EvaluationSettings settings() {
        return new EvaluationSettings(
                IMPATIENT,
                QUICK,
                CacheState.AUTO,
                new ComparisonBudget(5, 6, 300_000_000L, 0.01),
                MEMORY_BYTES,
                Optional.of(folder.resolve("jmh")));
    }

    @AfterAll
    void stop() {
        evaluator.close();
    }

    protected Candidate candidate(String body) {
        return ScaledSum.candidate(language(), source(body));
    }

    protected Candidate good() {
        return candidate("C[i] = 2 * A[i] + B[i];");
    }

    protected Evaluation evaluate(Candidate candidate) {
        return evaluator.evaluate(candidate, OptionalDouble.empty());
    }

    /** Evaluates what should fail, and if that ended its process what should not. */
    protected Evaluation fails(Status status, Candidate candidate) {
        Evaluation evaluation = evaluate(candidate);
        assertThat(evaluation.status()).as(evaluation.diagnostics()).isEqualTo(status);
        assertThat(evaluation.diagnostics()).isNotBlank();
        if (ENDS_ITS_PROCESS.contains(status)) {
            Evaluation next = evaluate(good());
            assertThat(next.status()).as(next.diagnostics()).isEqualTo(Status.OK);
        }
        return evaluation;
    }

    @Test
    void aRightKernelIsVerifiedOnEveryProblemItsProgramServesAndTimed() {
        Evaluation evaluation = evaluate(good());
        assertThat(evaluation.status()).as(evaluation.diagnostics()).isEqualTo(Status.OK);
        assertThat(KernelMeasurement.of(evaluation).verified()).containsExactly(ScaledSum.PROBLEM, ScaledSum.SMALL);
        assertThat(KernelMeasurement.of(evaluation).maxRelativeError().orElseThrow())
                .isBetween(1e-12, 1e-6);
        assertThat(KernelMeasurement.of(evaluation).deviceTime().orElseThrow().samples())
                .isGreaterThanOrEqualTo(3);
        assertThat(KernelMeasurement.of(evaluation).deviceTime().orElseThrow().medianNanos())
                .isLessThanOrEqualTo(KernelMeasurement.of(evaluation)
                        .hostTime()
                        .orElseThrow()
                        .medianNanos());
        assertThat(evaluation.nanos())
                .isGreaterThan(KernelMeasurement.of(evaluation).buildNanos()
                        + KernelMeasurement.of(evaluation).runNanos());
    }

    @Test
    void aFasterChallengerIsConfirmedAndJmhsReportIsKept() {
        Confirmation confirmation = confirm(slow(), good());
        assertThat(confirmation.verdict()).as(confirmation.reason()).isEqualTo(Verdict.FITTER);
        assertThat(KernelComparison.of(confirmation).orElseThrow().pValue()).isLessThan(0.01);
        assertThat(KernelComparison.of(confirmation).orElseThrow().verified())
                .containsExactly(ScaledSum.PROBLEM, ScaledSum.SMALL, ScaledSum.HELD_OUT);
        assertThat(KernelComparison.of(confirmation).orElseThrow().challenger().samples())
                .isGreaterThanOrEqualTo(5);
        assertThat(folder.resolve("jmh")
                        .resolve(KernelComparison.of(confirmation).orElseThrow().report()))
                .content()
                .contains("\"contestant\" : \"challenger\"", "\"contestant\" : \"incumbent\"", "\"device\"");
    }

    @Test
    void aChallengerThatIsNotFasterIsNotConfirmed() {
        Confirmation confirmation = confirm(good(), slow());
        assertThat(confirmation.verdict()).as(confirmation.reason()).isEqualTo(Verdict.NOT_FITTER);
        assertThat(KernelComparison.of(confirmation).orElseThrow().pValue()).isGreaterThan(0.5);
    }

    @Test
    void aChallengerThatIsWrongOnAHeldOutProblemIsRefuted() {
        Confirmation confirmation = confirm(slow(), candidate("C[i] = N == 3001 ? 0 : 2 * A[i] + B[i];"));
        assertThat(confirmation.verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(confirmation.reason()).contains("N=3001");
        assertThat(KernelComparison.of(confirmation).orElseThrow().verified())
                .containsExactly(ScaledSum.PROBLEM, ScaledSum.SMALL);
    }

    @Tag("long")
    @Test
    void anIncumbentThatHangsInTheFreshProcessDoesNotRefuteItsChallenger() {
        Confirmation confirmation = confirm(candidate("while (N > 0) { C[i] = A[i]; }"), good());
        assertThat(confirmation.verdict()).as(confirmation.reason()).isEqualTo(Verdict.UNDECIDED);
        assertThat(confirmation.reason()).contains("the incumbent fails", "while running the incumbent");
        assertThat(confirm(good(), candidate("while (N > 0) { C[i] = A[i]; }")).verdict())
                .isEqualTo(Verdict.REFUTED);
    }

    private Confirmation confirm(Candidate incumbent, Candidate challenger) {
        return evaluator.compare(incumbent, KernelMeasurement.fitness(1e6), challenger);
    }

    protected Candidate slow() {
        return candidate("float s = 0; for (int k = 0; k < 300; k++) s += A[(i + k) % N];"
                + " C[i] = 2 * A[i] + B[i] + (s > 1e30f ? 1 : 0);");
    }

    @Test
    void aKernelThatDoesNotCompileIsABuildErrorThatNamesTheMistake() {
        assertThat(fails(Status.BUILD_ERROR, candidate("C[i] = undeclared;")).diagnostics())
                .contains("undeclared");
    }

    @Test
    void aKernelThatLoopsForEverIsATimeout() {
        assertThat(fails(Status.TIMEOUT, candidate("while (N > 0) { C[i] = A[i]; }"))
                        .diagnostics())
                .contains("running for the first time");
    }

    @Test
    void aKernelThatLeavesTheOutputUntouchedIsWrong() {
        assertThat(fails(Status.WRONG_RESULT, candidate("if (N < 0) C[i] = A[i];"))
                        .diagnostics())
                .contains("C[0] is NaN");
    }

    @Test
    void aKernelThatLeavesOneElementUntouchedIsWrong() {
        assertThat(fails(Status.WRONG_RESULT, candidate("if (i != 777) C[i] = 2 * A[i] + B[i];"))
                        .diagnostics())
                .contains("C[777] is NaN");
    }

    @Test
    void zerosAreWrong() {
        Evaluation evaluation = fails(Status.WRONG_RESULT, candidate("C[i] = 0;"));
        assertThat(KernelMeasurement.of(evaluation).maxRelativeError().orElseThrow())
                .isEqualTo(1.0);
    }

    @Test
    void anInfiniteResultIsWrong() {
        Evaluation evaluation =
                fails(Status.WRONG_RESULT, candidate("C[i] = i == 5 ? 1.0f / (N - N) : 2 * A[i] + B[i];"));
        assertThat(KernelMeasurement.of(evaluation).maxRelativeError().orElseThrow())
                .isNaN();
    }

    @Test
    void aKernelThatChangesItsInputIsWrong() {
        assertThat(fails(Status.WRONG_RESULT, candidate("C[i] = 2 * A[i] + B[i]; if (i == N - 1) A[i] = 0;"))
                        .diagnostics())
                .contains("input A was changed");
    }

    @Test
    void aKernelThatIsRightOnlyForTheTimedProblemIsWrong() {
        assertThat(fails(Status.WRONG_RESULT, candidate("C[i] = N == 1000 ? A[i] : 2 * A[i] + B[i];"))
                        .diagnostics())
                .contains("N=1000");
    }

    @Test
    void aCandidateThatIsCertainlySlowerIsNotTimedToTheEnd() {
        double own = KernelMeasurement.of(evaluator.evaluate(slow(), OptionalDouble.empty()))
                .deviceTime()
                .orElseThrow()
                .medianNanos();
        OptionalDouble incumbent = OptionalDouble.of(KernelMeasurement.fitness(own / 4));
        assertThat(KernelMeasurement.of(evaluator.evaluate(slow(), incumbent))
                        .deviceTime()
                        .orElseThrow()
                        .samples())
                .isLessThanOrEqualTo(3);
    }
}
