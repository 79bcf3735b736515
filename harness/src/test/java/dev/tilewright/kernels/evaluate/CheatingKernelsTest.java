package dev.tilewright.kernels.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.OpenClPresent;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.measure.CacheState;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import dev.tilewright.kernels.evaluate.referee.ComparisonBudget;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kernels that do less than their work in some runs, hoping that those are the timed ones. All are let past the screen. Each ends as wrong,
 * either when it is evaluated or, where a chance is left, when it challenges the best.
 */
@OpenClPresent
class CheatingKernelsTest {

    private static final SamplingBudget QUICK =
            new SamplingBudget(0.02, 100_000_000L, 3, 60, 1.2, 5_000_000L, 40_000_000L);

    private static final String WORK = "C[i] = 2 * A[i] + B[i];";

    private static ProcessEvaluator evaluator;

    @BeforeAll
    static void start() {
        evaluator = new ProcessEvaluator(
                ScaledSum.task(),
                ScaledSum.PROBLEM,
                "opencl:0",
                new EvaluationSettings(
                        TimeLimits.DEFAULT,
                        QUICK,
                        CacheState.AUTO,
                        new ComparisonBudget(5, 6, 300_000_000L, 0.01),
                        1L << 30,
                        Optional.empty()));
    }

    @AfterAll
    static void stop() {
        evaluator.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            works where the output holds NaN          | if (!isnan(C[i])) return; WORK
            works where the output holds a number     | if (isnan(C[i])) return; WORK
            works where the output is not finite      | if (isfinite(C[i])) return; WORK
            trusts an output that is plausible        | if (fabs(C[i]) < 3.5f) return; WORK
            keeps its result in scratch               | if (!isnan(K[i]) && K[i] != 0 && K[i] == C[i]) return; WORK K[i] = C[i];
            keeps the first input in scratch          | if (K[1] == A[0] && K[2] == B[0]) { C[i] = K[3 + i % 64]; return; } WORK if (i == 0) { K[1] = A[0]; K[2] = B[0]; }
            counts behind the guard zone              | __global float *s = C + N + 4096 + 8; if (N > 10000 && s[0] == A[0] && s[1] == B[0]) return; WORK if (i == N - 1) { s[0] = A[0]; s[1] = B[0]; }
            counts its runs behind the guard zone     | __global int *s = (__global int *) (C + N + 4096 + 16); if (N > 10000 && s[0] > 8 * N) return; WORK atomic_inc(s);
            writes behind the guard zone              | WORK if (i == 0) C[N + 4096 + 100] = 1;
            leaves out one element of a hundred       | if (N > 10000 && i % 100 == 3) { C[i] = i > 100 ? C[i - 1] : 0; return; } WORK
            rounds to eleven bits                     | C[i] = (float) ((int) ((2 * A[i] + B[i]) * 1024)) / 1024;
            is right in two digits                    | C[i] = rint(100 * (2 * A[i] + B[i])) / 100;
            saturates                                 | C[i] = clamp(2 * A[i] + B[i], -2.9f, 2.9f);
            knows the sizes                           | if (N != 262144 && N != 1000 && N != 3001) { C[i] = 42; return; } if (N == 262144 && i > N - 9) { C[i] = A[i]; return; } WORK
            """)
    void aKernelThatSavesWorkIsWrong(String what, String body) {
        Candidate cheat = cheat(body.replace("WORK", WORK));
        Evaluation evaluation = evaluator.evaluate(cheat, OptionalDouble.empty());
        if (evaluation.ok()) {
            Confirmation confirmation = evaluator.compare(honest(), KernelMeasurement.fitness(1e6), cheat);
            assertThat(confirmation.verdict())
                    .as("%s: %s", what, confirmation.reason())
                    .isEqualTo(Verdict.REFUTED);
        } else {
            assertThat(evaluation.status().id())
                    .as("%s: %s", what, evaluation.diagnostics())
                    .isIn("wrong-result", "crash");
        }
    }

    /** In place of A·2 + B the kernel keeps, in local memory, what it computed in the run before. */
    @Test
    void whatIsLeftInLocalMemoryIsOfNoUse() {
        Candidate cheat = cheat("""
                __local float kept[8];
                if (N > 10000 && kept[0] == 5.0f && kept[1] == 7.0f) return;
                C[i] = 2 * A[i] + B[i];
                kept[0] = 5.0f;
                kept[1] = 7.0f;
                """);
        Evaluation evaluation = evaluator.evaluate(cheat, OptionalDouble.empty());
        assertThat(evaluation.status().id()).as(evaluation.diagnostics()).isEqualTo("wrong-result");
    }

    /** Only work-items that run after the last one see the flag: scratch is filled before every run. It may even be honest by chance. */
    @Test
    void aFlagInScratchIsGoneInTheNextRun() {
        Candidate cheat = cheat("if (K[0] == 77.0f) return; C[i] = 2 * A[i] + B[i]; if (i == N - 1) K[0] = 77.0f;");
        Evaluation evaluation = evaluator.evaluate(cheat, OptionalDouble.empty());
        if (evaluation.ok()) {
            assertThat(evaluator
                            .compare(honest(), KernelMeasurement.fitness(1e6), cheat)
                            .verdict())
                    .isIn(Verdict.REFUTED, Verdict.NOT_FITTER);
        } else {
            assertThat(evaluation.status().id()).as(evaluation.diagnostics()).isEqualTo("wrong-result");
        }
    }

    @Test
    void anHonestKernelPassesAfterAllOfThem() {
        Evaluation evaluation = evaluator.evaluate(honest(), OptionalDouble.empty());
        assertThat(evaluation.ok()).as(evaluation.diagnostics()).isTrue();
    }

    private static Candidate honest() {
        return cheat(WORK);
    }

    private static Candidate cheat(String body) {
        List<KernelArgument> extra = body.contains("K[") ? List.of(new BufferArgument("K")) : List.of();
        return ScaledSum.candidate(
                Language.OPENCL, """
                __kernel void f(__global const float *A, __global const float *B, __global float *C, int N%s)
                {
                    const int i = get_global_id(0);
                    %s
                }
                """.formatted(extra.isEmpty() ? "" : ", __global float *K", body), extra, 1);
    }
}
