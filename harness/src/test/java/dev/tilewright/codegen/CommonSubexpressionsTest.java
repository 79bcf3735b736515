package dev.tilewright.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.LoopNests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a statement computes more than once has a name. */
class CommonSubexpressionsTest {

    private static LoopNests of(String statements, String... arguments) {
        return Computations.nests(
                statements, List.of("M", "N"), List.of(arguments), List.of("Y"), Map.of("M", 64L, "N", 64L));
    }

    @Test
    void aPartThatOnlyACommonPartUsesHasNone() {
        assertThat(Scheduled.openCl(
                        of(
                                "D[i, j] = rsqrt((X[j] - X[i]) * (X[j] - X[i]) + 1)\nY[i] = sum(j, D[i, j] * D[i, j] * D[i, j])",
                                "X[N]",
                                "Y[N]"),
                        "Y: inline(D)",
                        "Y: bind(i, group)",
                        "Y: accumulate(j)"))
                .isEqualTo("""
                        __kernel void matmul(__global const float* restrict X, __global float* restrict Y, const int N) {
                            const int i = get_group_id(0);
                            float acc = 0.0f;
                            for (int j = 0; j < N; ++j) {
                                const float common1 = X[j] - X[i];
                                const float common2 = rsqrt(common1 * common1 + 1.0f);
                                acc += common2 * common2 * common2;
                            }
                            Y[i] = acc;
                        }
                        """);
    }

    @Test
    void whatAChoiceChoosesStaysWhereItIs() {
        assertThat(Scheduled.openCl(
                        of("Y[i] = select(i > 0, X[i - 1] * 2 + X[i - 1] * 2, 0)", "X[N]", "Y[N]"),
                        "Y: bind(i, group)"))
                .isEqualTo("""
                        __kernel void matmul(__global const float* restrict X, __global float* restrict Y) {
                            const int i = get_group_id(0);
                            Y[i] = (i > 0 ? X[i - 1] * 2.0f + X[i - 1] * 2.0f : 0.0f);
                        }
                        """);
    }

    @Test
    void namesHoldForOneCopyOfAnUnrolledLoopInJava() {
        assertThat(Scheduled.java(
                        of("Y[i] = (X[i] + 1) * (X[i] + 1)", "X[N]", "Y[N]"), "Y: split(i, 2)", "Y: unroll(i1, 2)"))
                .isEqualTo("""
                        /** matmul */
                        public final class Matmul {

                            // Requires N % 2 == 0.
                            public static void matmul(int group0, int group1, int group2, float[] X, float[] Y, int N) {
                                for (int i = 0; i < N; i += 2) {
                                    {
                                        float common = X[i] + 1.0f;
                                        Y[i] = common * common;
                                    }
                                    float common = X[i + 1] + 1.0f;
                                    Y[i + 1] = common * common;
                                }
                            }
                        }
                        """);
    }

    @Test
    void aSumInTheTargetTensorIsNamedInsideItsGuard() {
        assertThat(Scheduled.openCl(
                        of("Y[i] = sum(j, (X[i, j] + 1) * (X[i, j] + 1))", "X[M, N]", "Y[M]"),
                        "Y: split(i, 48)",
                        "Y: bind(i, group)",
                        "Y: bind(i1, item)"))
                .isEqualTo("""
                        __attribute__((reqd_work_group_size(48, 1, 1)))
                        __kernel void matmul(__global const float* restrict X, __global float* restrict Y, const int M, const int N) {
                            const int i = get_global_id(0);
                            if (i < M) {
                                Y[i] = 0.0f;
                                for (int j = 0; j < N; ++j) {
                                    const float common = X[i * N + j] + 1.0f;
                                    Y[i] += common * common;
                                }
                            }
                        }
                        """);
    }
}
