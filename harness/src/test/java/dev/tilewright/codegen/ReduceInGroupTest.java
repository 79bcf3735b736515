package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.NO_ITEMS;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Capability;
import dev.tilewright.loops.transform.Limits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Work-items of a group share a reduction, and combine what they have of it by a tree in local memory. */
class ReduceInGroupTest {

    private static LoopNests matvec(long m, long k) {
        return Computations.nests(
                "Y[i] = sum(k, A[i, k] * X[k])",
                List.of("M", "K"),
                List.of("A[M, K]", "X[K]", "Y[M]"),
                List.of("Y"),
                Map.of("M", m, "K", k));
    }

    @Test
    void aGroupReducesARow() {
        assertThat(Scheduled.openCl(
                        matvec(64, 256), "Y: bind(i, group)", "Y: accumulate(k)", "Y: reduce-in-group(k, 64)"))
                .isEqualTo("""
                        // Requires K % 64 == 0.
                        __attribute__((reqd_work_group_size(64, 1, 1)))
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict X, __global float* restrict Y,
                                const int K) {
                            __local float Y_partial[64];
                            const int i = get_group_id(0);
                            const int k1 = get_local_id(0);
                            float acc = 0.0f;
                            for (int k = k1; k < K; k += 64) {
                                acc += A[i * K + k] * X[k];
                            }
                            Y_partial[k1] = acc;
                            barrier(CLK_LOCAL_MEM_FENCE);
                            for (int stride = 32; stride > 0; stride /= 2) {
                                if (k1 < stride) {
                                    Y_partial[k1] += Y_partial[k1 + stride];
                                }
                                barrier(CLK_LOCAL_MEM_FENCE);
                            }
                            if (k1 == 0) {
                                Y[i] = Y_partial[0];
                            }
                        }
                        """);
    }

    @Test
    void rowsOfAGroupHaveATreeEachAndNoWorkItemGoesHomeEarly() {
        assertThat(Scheduled.cuda(
                        matvec(61, 251),
                        "Y: split(i, 4)",
                        "Y: bind(i, group)",
                        "Y: bind(i1, item)",
                        "Y: accumulate(k)",
                        "Y: reduce-in-group(k, 32)"))
                .isEqualTo("""
                        extern "C" __global__ void __launch_bounds__(128) matmul(
                                const float* __restrict__ A, const float* __restrict__ X, float* __restrict__ Y, const int M, const int K) {
                            __shared__ float Y_partial[4][32];
                            const int i = blockIdx.x * 4;
                            const int i1 = threadIdx.y;
                            const int k1 = threadIdx.x;
                            float acc = 0.0f;
                            for (int k = k1; k < K; k += 32) {
                                if (i + i1 < M) {
                                    acc += A[(i + i1) * K + k] * X[k];
                                }
                            }
                            Y_partial[i1][k1] = acc;
                            __syncthreads();
                            for (int stride = 16; stride > 0; stride /= 2) {
                                if (k1 < stride) {
                                    Y_partial[i1][k1] += Y_partial[i1][k1 + stride];
                                }
                                __syncthreads();
                            }
                            if (k1 == 0) {
                                if (i + i1 < M) {
                                    Y[i + i1] = Y_partial[i1][0];
                                }
                            }
                        }
                        """);
    }

    @Test
    void workItemsThatStrideOverRowsKeepTheirTrees() {
        assertThat(Scheduled.openCl(
                        matvec(64, 256),
                        "Y: accumulate(k)",
                        "Y: reduce-in-group(k, 32)",
                        "Y: split(i, 4)",
                        "Y: bind(i1, item)"))
                .contains("""
                            for (int i = 0; i < M; i += 4) {
                                float acc = 0.0f;
                                for (int k = k1; k < K; k += 32) {
                                    acc += A[(i + i1) * K + k] * X[k];
                                }
                                Y_partial[i1][k1] = acc;
                        """);
    }

    @Test
    void aWorkItemWithSeveralResultsCombinesThemInOneTree() {
        assertThat(Scheduled.openCl(
                        Scheduled.vector("Y[i] = max(j, X[i, j])", "Y[N]"),
                        "Y: bind(i, group)",
                        "Y: accumulate(j, i=2)",
                        "Y: vectorize(j, 4)",
                        "Y: reduce-in-group(j, 16)"))
                .contains("""
                            __local float Y_partial[2][16];
                            const int i = get_group_id(0) * 2;
                            const int j2 = get_local_id(0);
                            float4 acc[2];
                        """)
                .contains("""
                            #pragma unroll
                            for (int i1 = 0; i1 < 2; ++i1) {
                                Y_partial[i1][j2] = max_lanes4(acc[i1]);
                            }
                            barrier(CLK_LOCAL_MEM_FENCE);
                            for (int stride = 8; stride > 0; stride /= 2) {
                                if (j2 < stride) {
                                    #pragma unroll
                                    for (int i1 = 0; i1 < 2; ++i1) {
                                        Y_partial[i1][j2] = fmax(Y_partial[i1][j2], Y_partial[i1][j2 + stride]);
                                    }
                                }
                                barrier(CLK_LOCAL_MEM_FENCE);
                            }
                            if (j2 == 0) {
                                #pragma unroll
                                for (int i1 = 0; i1 < 2; ++i1) {
                                    Y[i + i1] = Y_partial[i1][0];
                                }
                            }
                        """);
    }

    private static String refusal(String... steps) {
        return Scheduled.refusal(matvec(64, 256), GPU, steps).replaceFirst("^Y: [^:]*: ", "");
    }

    @Test
    void whatCannotBeSharedIsRefused() {
        assertThat(refusal("Y: reduce-in-group(i, 16)"))
                .isEqualTo("loop i is parallel: there is no reduction along it to share");
        assertThat(refusal("Y: reduce-in-group(k, 16)"))
                .isEqualTo(
                        "work-items that share a reduction keep a partial result each, so accumulate in registers first");
        assertThat(refusal("Y: split(k, 8)", "Y: unroll(k1, 8)", "Y: accumulate(k)", "Y: reduce-in-group(k1, 8)"))
                .isEqualTo("loop k1 is no longer serial");
        assertThat(Scheduled.refusal(matvec(64, 256), NO_ITEMS, "Y: accumulate(k)", "Y: reduce-in-group(k, 16)"))
                .isEqualTo("Y: reduce-in-group(k, 16): this device has no work-items that could share a reduction");
    }

    @Test
    void aTreeHalvesItsWorkItems() {
        assertThat(refusal("Y: accumulate(k)", "Y: reduce-in-group(k, 24)"))
                .isEqualTo("a tree halves its work-items at each step, so their number is a power of two, and not 24");
    }

    @Test
    void partialResultsThatGoToMemoryInBetweenAreRefused() {
        assertThat(refusal("Y: split(k, 64)", "Y: accumulate(k1)", "Y: reduce-in-group(k1, 16)"))
                .isEqualTo(
                        "work-items that share a reduction combine what they have of it once, so accumulate all of it in registers");
    }

    @Test
    void aSecondLoopOfWorkItemsIsRefused() {
        assertThat(refusal("Y: accumulate(k)", "Y: reduce-in-group(k, 16)", "Y: reduce-in-group(k, 4)"))
                .isEqualTo("work-items share the reduction along loop k2 already");
    }

    @Test
    void lanesOfOtherResultsAreRefused() {
        LoopNests columns = Computations.nests(
                "Y[j] = sum(i, X[i, j])", List.of("N"), List.of("X[N, N]", "Y[N]"), List.of("Y"), Map.of("N", 64L));
        assertThat(Scheduled.refusal(
                        columns, GPU, "Y: vectorize(j, 4)", "Y: accumulate(i)", "Y: reduce-in-group(i, 16)"))
                .isEqualTo(
                        "Y: reduce-in-group(i, 16): a tree combines scalars, and the accumulators have a lane for each iteration of loop j1");
    }

    @Test
    void barriersThatNotAllWorkItemsReachAreRefused() {
        assertThat(Scheduled.refusal(
                        matvec(61, 256),
                        GPU,
                        "Y: split(i, 4)",
                        "Y: bind(i1, item)",
                        "Y: accumulate(k)",
                        "Y: reduce-in-group(k, 16)"))
                .isEqualTo(
                        "Y: reduce-in-group(k, 16): work-items would leave loop i at different times and miss the barrier");
    }

    @Test
    void partialResultsMustFitIntoLocalMemory() {
        assertThat(Scheduled.refusal(
                        matvec(256, 256),
                        GPU,
                        "Y: bind(i, group)",
                        "Y: accumulate(k, i=64)",
                        "Y: reduce-in-group(k, 256)"))
                .isEqualTo(
                        "Y: reduce-in-group(k, 256): tiles and partial results take 65536 bytes of local memory, and a group has 32768");
    }

    /** PoCL 3.1 makes an endless loop of the two versions. */
    @Test
    void workItemsDoNotMeetInBranchesWhereCompilersGetThemWrong() {
        Limits cpu = Computations.GPU.without(Capability.BARRIERS_IN_BRANCHES);
        String[] steps = {"C: split(k, 16)", "C: accumulate(k)", "C: reduce-in-group(k, 4)", "C: unroll-and-jam(j, 2)"};
        assertThat(Scheduled.refusal(matmul(2, 67, 128), cpu, steps))
                .isEqualTo(
                        "C: unroll-and-jam(j, 2): tiles at the edge of j have code of their own, in which work-items would meet, "
                                + "and compilers for CPUs get such branches wrong");
        assertThat(Scheduled.openCl(matmul(2, 67, 128), steps)).contains("if (j + 1 < N) {");
    }
}
