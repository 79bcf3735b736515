package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.LoopNests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several statements are computed in one launch, group by group. */
class FuseStagesTest {

    private static LoopNests normalised() {
        return Computations.nests(
                """
                Total[i] = sum(j, X[i, j])
                Y[i, j] = X[i, j] / Total[i]
                """, List.of("M", "N"), List.of("X[M, N]", "Y[M, N]"), List.of("Y"), Map.of("M", 64L, "N", 64L));
    }

    @Test
    void aGroupComputesBothStatementsForItsRow() {
        assertThat(Scheduled.openCl(
                        normalised(),
                        "Total: bind(i, group)",
                        "Total: accumulate(j)",
                        "Total: vectorize(j, 8)",
                        "Y: bind(i, group)",
                        "Y: vectorize(j, 8)",
                        "Y: fuse-stages(Total)"))
                .isEqualTo("""
                        static float sum_lanes8(const float8 v8) {
                            const float4 v4 = v8.lo + v8.hi;
                            const float2 v2 = v4.lo + v4.hi;
                            return v2.lo + v2.hi;
                        }

                        // Requires N % 8 == 0.
                        __kernel void matmul(
                                __global const float* restrict X, __global float* restrict Total, __global float* restrict Y, const int N) {
                            const int i = get_group_id(0);
                            {
                                float8 acc = (float8)(0.0f);
                                for (int j = 0; j < N; j += 8) {
                                    acc += vload8(0, &X[i * N + j]);
                                }
                                Total[i] = sum_lanes8(acc);
                            }
                            for (int j = 0; j < N; j += 8) {
                                vstore8(vload8(0, &X[i * N + j]) / Total[i], 0, &Y[i * N + j]);
                            }
                        }
                        """);
    }

    @Test
    void inJavaToo() {
        assertThat(Scheduled.java(
                        normalised(),
                        "Total: split(i, 4)",
                        "Total: bind(i, group)",
                        "Y: split(i, 4)",
                        "Y: bind(i, group)",
                        "Y: fuse-stages(Total)"))
                .isEqualTo("""
                        /** matmul */
                        public final class Matmul {

                            // Requires M % 4 == 0.
                            public static void matmul(int group0, int group1, int group2, float[] X, float[] Total, float[] Y, int N) {
                                int i = group0 * 4;
                                for (int i1 = 0; i1 < 4; ++i1) {
                                    Total[i + i1] = 0.0f;
                                    for (int j = 0; j < N; ++j) {
                                        Total[i + i1] += X[(i + i1) * N + j];
                                    }
                                }
                                for (int i1 = 0; i1 < 4; ++i1) {
                                    for (int j = 0; j < N; ++j) {
                                        Y[(i + i1) * N + j] = X[(i + i1) * N + j] / Total[i + i1];
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void whatIsNotComputedRightBeforeIsRefused() {
        assertThat(Scheduled.refusal(normalised(), GPU, "Y: fuse-stages(X)"))
                .isEqualTo("Y: fuse-stages(X): X is not computed right before Y");
        assertThat(Scheduled.refusal(normalised(), GPU, "Total: fuse-stages(Y)"))
                .isEqualTo("Total: fuse-stages(Y): Y is not computed right before Total");
    }

    @Test
    void aSecondFusionIsRefused() {
        assertThat(Scheduled.refusal(normalised(), GPU, "Y: fuse-stages(Total)", "Y: fuse-stages(Total)"))
                .isEqualTo("Y: fuse-stages(Total): Total and Y are computed in one launch already");
    }

    @Test
    void otherGroupsAreRefused() {
        assertThat(Scheduled.refusal(normalised(), GPU, "Y: bind(i, group)", "Y: fuse-stages(Total)"))
                .isEqualTo("Y: fuse-stages(Total): Total and Y are not spread over groups alike");
    }

    @Test
    void aLaterStepThatMakesGroupsDifferIsRefused() {
        assertThat(Scheduled.refusal(normalised(), GPU, "Y: fuse-stages(Total)", "Y: bind(i, group)"))
                .isEqualTo("Y: bind(i, group): Total and Y are not spread over groups alike");
    }

    @Test
    void workItemsOfAGroupMeetBetweenStages() {
        assertThat(Scheduled.openCl(
                        normalised(),
                        "Total: bind(i, group)",
                        "Total: accumulate(j)",
                        "Total: reduce-in-group(j, 64)",
                        "Y: split(j, 64)",
                        "Y: bind(i, group)",
                        "Y: bind(j1, item)",
                        "Y: fuse-stages(Total)"))
                .isEqualTo("""
                        // Requires N % 64 == 0.
                        __attribute__((reqd_work_group_size(64, 1, 1)))
                        __kernel void matmul(
                                __global const float* restrict X, __global float* Total, __global float* restrict Y, const int N) {
                            __local float Total_partial[64];
                            const int i = get_group_id(0);
                            const int j1 = get_local_id(0);
                            {
                                float acc = 0.0f;
                                for (int j = j1; j < N; j += 64) {
                                    acc += X[i * N + j];
                                }
                                Total_partial[j1] = acc;
                                barrier(CLK_LOCAL_MEM_FENCE);
                                for (int stride = 32; stride > 0; stride /= 2) {
                                    if (j1 < stride) {
                                        Total_partial[j1] += Total_partial[j1 + stride];
                                    }
                                    barrier(CLK_LOCAL_MEM_FENCE);
                                }
                                if (j1 == 0) {
                                    Total[i] = Total_partial[0];
                                }
                            }
                            barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
                            for (int j = j1; j < N; j += 64) {
                                Y[i * N + j] = X[i * N + j] / Total[i];
                            }
                        }
                        """);
    }

    @Test
    void stagesWithTilesShareTheNumberOfTheWorkItem() {
        LoopNests scaled = Computations.nests(
                """
                T[i, j] = X[i, j] * 2
                Y[i, j] = Z[i, j] - T[i, j]
                """,
                List.of("M", "N"),
                List.of("X[M, N]", "Z[M, N]", "Y[M, N]"),
                List.of("Y"),
                Map.of("M", 64L, "N", 64L));
        assertThat(Scheduled.openCl(
                        scaled,
                        "T: split(j, 16)",
                        "T: bind(i, group)",
                        "T: bind(j1, item)",
                        "T: stage(X, j)",
                        "Y: split(j, 16)",
                        "Y: bind(i, group)",
                        "Y: bind(j1, item)",
                        "Y: stage(Z, j)",
                        "Y: fuse-stages(T)"))
                .containsOnlyOnce("const int item = get_local_id(0);")
                .contains("__local float X_tile[1][16];", "__local float Z_tile[1][16];");
    }

    @Test
    void otherWorkItemsAreRefused() {
        assertThat(Scheduled.refusal(normalised(), GPU, "Y: split(j, 8)", "Y: bind(j1, item)", "Y: fuse-stages(Total)"))
                .isEqualTo("Y: fuse-stages(Total): Total and Y do not have the same work-items in a group");
    }

    @Test
    void whatAnotherGroupComputesIsRefused() {
        LoopNests neighbours =
                Computations.nests("""
                T[i] = X[i] * X[i]
                Y[i] = T[i] + T[N - 1 - i]
                """, List.of("N"), List.of("X[N]", "Y[N]"), List.of("Y"), Map.of("N", 64L));
        assertThat(Scheduled.refusal(neighbours, GPU, "T: bind(i, group)", "Y: bind(i, group)", "Y: fuse-stages(T)"))
                .isEqualTo(
                        "Y: fuse-stages(T): a group that computes Y would read elements of T that another group computes");
        assertThat(Scheduled.openCl(neighbours, "Y: fuse-stages(T)")).isEqualTo("""
                        __kernel void matmul(
                                __global const float* restrict X, __global float* restrict T, __global float* restrict Y, const int N) {
                            for (int i = 0; i < N; ++i) {
                                T[i] = X[i] * X[i];
                            }
                            for (int i = 0; i < N; ++i) {
                                Y[i] = T[i] + T[N - i - 1];
                            }
                        }
                        """);
    }

    @Test
    void operandsOfALaterStageArePackedBefore() {
        assertThat(Scheduled.refusal(normalised(), GPU, "Y: fuse-stages(Total)", "Y: pack(X, i, 8)"))
                .isEqualTo(
                        "Y: pack(X, i, 8): Y is computed in one launch with what comes before it; stages are fused last");
    }
}
