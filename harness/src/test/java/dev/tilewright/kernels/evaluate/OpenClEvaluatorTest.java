package dev.tilewright.kernels.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.OpenClPresent;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.LocalArgument;
import dev.tilewright.kernel.Language;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OpenClPresent
class OpenClEvaluatorTest extends EvaluatorContract {

    @Override
    protected String device() {
        return "opencl:0";
    }

    @Override
    protected Language language() {
        return Language.OPENCL;
    }

    @Override
    protected String source(String body) {
        return source("", body);
    }

    private static String source(String parameters, String body) {
        return """
                __kernel void f(__global float *A, __global float *B, __global float *C, int N%s)
                {
                    int i = get_global_id(0);
                    %s
                }
                """.formatted(parameters, body);
    }

    private static Candidate with(KernelArgument extra, String parameters, String body) {
        return ScaledSum.candidate(Language.OPENCL, source(parameters, body), List.of(extra), 1);
    }

    @Tag("long")
    @Test
    void anIncumbentThatIsKnownToTakeLongRunsAsRarelyAsTheTestAllows() {
        Confirmation confirmation = evaluator.compare(slow(), KernelMeasurement.fitness(24e9), good());
        assertThat(confirmation.verdict()).as(confirmation.reason()).isEqualTo(Verdict.FITTER);
        assertThat(KernelComparison.of(confirmation).orElseThrow().incumbent().samples())
                .isEqualTo(1);
        assertThat(KernelComparison.of(confirmation).orElseThrow().challenger().samples())
                .isEqualTo(100);
        assertThat(KernelComparison.of(confirmation).orElseThrow().pValue()).isLessThan(0.01);
    }

    @Test
    void aKernelThatWritesFarOutOfBoundsIsACrash() {
        Evaluation evaluation = fails(Status.CRASH, candidate("C[i + (1L << 38)] = 1; C[i] = 2 * A[i] + B[i];"));
        assertThat(evaluation.diagnostics()).contains("signal SIGSEGV").contains("running for the first time");
    }

    @Test
    void aKernelThatWritesJustOutOfBoundsIsWrong() {
        Evaluation evaluation =
                fails(Status.WRONG_RESULT, candidate("C[i] = 2 * A[i] + B[i]; if (i == N - 1) C[N] = 1;"));
        assertThat(evaluation.diagnostics()).contains("just outside of C");
    }

    @Test
    void aKernelLaunchedWithTooMuchLocalMemoryIsRejected() {
        Evaluation evaluation = fails(
                Status.REJECTED, with(new LocalArgument(1L << 40), ", __local float *t", "C[i] = 2 * A[i] + B[i];"));
        assertThat(evaluation.diagnostics()).contains("local memory");
    }

    @Test
    void aKernelThatDeclaresTooMuchLocalMemoryFailsWhenItIsBuiltOrLaunched() {
        Evaluation evaluation = evaluate(
                candidate(
                        "__local float t[1 << 28]; t[i % 1024] = A[i]; barrier(CLK_LOCAL_MEM_FENCE); C[i] = 2 * t[i % 1024] + B[i];"));
        assertThat(evaluation.status())
                .as(evaluation.diagnostics())
                .isIn(Status.BUILD_ERROR, Status.LAUNCH_ERROR, Status.CRASH);
        assertThat(evaluate(good()).status()).isEqualTo(Status.OK);
    }

    @Test
    void aGroupLargerThanTheDeviceTakesIsRejected() {
        Candidate candidate =
                ScaledSum.candidate(Language.OPENCL, source("C[i] = 2 * A[i] + B[i];"), List.of(), 1 << 18);
        assertThat(fails(Status.REJECTED, candidate).diagnostics()).contains("work-items");
    }

    @Test
    void aResultKeptInScratchFromTheFirstRunIsWrong() {
        // Right as long as what was kept is a number: the second run on the same inputs gives what the first gave.
        Evaluation evaluation = fails(
                Status.WRONG_RESULT,
                with(
                        new BufferArgument("kept"),
                        ", __global float *kept",
                        "C[i] = kept[i] == 3.0f ? 0.0f : 2 * A[i] + B[i]; if (isnan(kept[i])) C[i] = 0; kept[i] = 3.0f;"));
        assertThat(KernelMeasurement.of(evaluation).maxRelativeError()).isPresent();
    }

    @Test
    void aKernelThatReliesOnTheOutputOfTheRunBeforeIsWrong() {
        fails(Status.WRONG_RESULT, candidate("if (isnan(C[i]) && i % 2 == 1) return; C[i] = 2 * A[i] + B[i];"));
    }

    @Test
    void resultsThatDependOnWhoComesFirstAreWrong() {
        Evaluation evaluation =
                fails(Status.WRONG_RESULT, with(new BufferArgument("order"), ", volatile __global float *order", """
                        volatile __global int *turn = (volatile __global int *) order;
                        int mine = 0;
                        // Long enough for the threads of a busy machine to meet.
                        for (int round = 0; round < 256; round++) {
                            mine = atomic_inc(turn);
                        }
                        C[i] = 2 * A[i] + B[i] + 1e-9f * (mine & 1023);
                        """));
        assertThat(evaluation.diagnostics()).containsAnyOf("not deterministic", "should be");
    }
}
