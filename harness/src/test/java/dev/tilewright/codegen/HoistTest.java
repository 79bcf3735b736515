package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.LoopNests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stays the same while a loop runs is computed before it. */
class HoistTest {

    private static LoopNests normalised() {
        return Computations.nests(
                "Y[i, j] = exp(X[i, j] - H[i]) / T[i]",
                List.of("M", "N"),
                List.of("X[M, N]", "H[M]", "T[M]", "Y[M, N]"),
                List.of("Y"),
                Map.of("M", 64L, "N", 64L));
    }

    @Test
    void aDivisionByWhatStaysTheSameIsAMultiplication() {
        assertThat(Scheduled.openCl(normalised(), "Y: bind(i, group)", "Y: vectorize(j, 8)", "Y: hoist(j)"))
                .isEqualTo("""
                        // Requires N % 8 == 0.
                        __kernel void matmul(
                                __global const float* restrict X, __global const float* restrict H, __global const float* restrict T,
                                __global float* restrict Y, const int N) {
                            const int i = get_group_id(0);
                            const float hoisted1 = H[i];
                            const float hoisted2 = 1.0f / T[i];
                            for (int j = 0; j < N; j += 8) {
                                vstore8(exp(vload8(0, &X[i * N + j]) - hoisted1) * hoisted2, 0, &Y[i * N + j]);
                            }
                        }
                        """);
    }

    @Test
    void inJavaBesideTheAccumulators() {
        LoopNests total = Computations.nests(
                "T[i] = sum(j, exp(X[i, j] - H[i]))",
                List.of("M", "N"),
                List.of("X[M, N]", "H[M]", "T[M]"),
                List.of("T"),
                Map.of("M", 64L, "N", 64L));
        assertThat(Scheduled.java(total, "T: accumulate(j)", "T: hoist(j)")).isEqualTo("""
                        /** matmul */
                        public final class Matmul {

                            public static void matmul(int group0, int group1, int group2, float[] X, float[] H, float[] T, int M, int N) {
                                for (int i = 0; i < M; ++i) {
                                    float hoisted = H[i];
                                    float acc = 0.0f;
                                    for (int j = 0; j < N; ++j) {
                                        acc += (float) Math.exp(X[i * N + j] - hoisted);
                                    }
                                    T[i] = acc;
                                }
                            }
                        }
                        """);
    }

    @Test
    void whatASelectChoosesStaysWhereItIs() {
        assertThat(Scheduled.refusal(
                        Scheduled.vector("Y[i, j] = select(i >= 1, X[i - 1, 0], X[i, j])", "Y[N, N]"),
                        GPU,
                        "Y: hoist(j)"))
                .isEqualTo("Y: hoist(j): nothing that Y computes stays the same while loop j runs");
    }

    @Test
    void nothingToHoistIsRefused() {
        assertThat(Scheduled.refusal(Computations.matmul(64, 64, 64), GPU, "C: hoist(i)"))
                .isEqualTo("C: hoist(i): nothing that C computes stays the same while loop i runs");
        assertThat(Scheduled.refusal(normalised(), GPU, "Y: hoist(j)", "Y: reorder(j, i)"))
                .isEqualTo("Y: reorder(j, i): nothing that Y computes stays the same while loop j runs");
    }

    @Test
    void aSecondLoopIsRefused() {
        assertThat(Scheduled.refusal(normalised(), GPU, "Y: hoist(j)", "Y: hoist(j)"))
                .isEqualTo("Y: hoist(j): what stays the same is computed before loop j already");
    }

    @Test
    void boundLoopsAndLanesAreRefused() {
        assertThat(Scheduled.refusal(normalised(), GPU, "Y: bind(j, group)", "Y: hoist(j)"))
                .isEqualTo(
                        "Y: hoist(j): loop j is spread over work-items, groups or lanes, and nothing is computed before it");
    }

    @Test
    void aSplitLoopIsNotJoinedAcrossIt() {
        assertThat(Scheduled.refusal(normalised(), GPU, "Y: split(j, 8)", "Y: hoist(j1)", "Y: fuse(j, j1)"))
                .isEqualTo("Y: fuse(j, j1): what stays the same in loop j1 is computed before it");
    }

    @Test
    void workItemsBeyondTheEndThatStayForABarrierAreRefused() {
        LoopNests rows = Computations.nests(
                "Y[i] = sum(k, A[i, k] * X[i])",
                List.of("M", "K"),
                List.of("A[M, K]", "X[M]", "Y[M]"),
                List.of("Y"),
                Map.of("M", 61L, "K", 64L));
        assertThat(Scheduled.refusal(
                        rows,
                        GPU,
                        "Y: split(i, 4)",
                        "Y: bind(i, group)",
                        "Y: bind(i1, item)",
                        "Y: accumulate(k)",
                        "Y: reduce-in-group(k, 16)",
                        "Y: hoist(k)"))
                .isEqualTo(
                        "Y: hoist(k): work-items beyond the end of i meet the others at barriers, and would compute what they have no operands for");
    }
}
