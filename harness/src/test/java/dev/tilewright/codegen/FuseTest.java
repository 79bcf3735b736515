package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two neighbouring loops become one, or share one dimension of the grid. */
class FuseTest {

    @Test
    void groupsOfTwoAxesShareADimension() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: bind(i, group)", "C: bind(j, group)", "C: fuse(i, j)"))
                .isEqualTo("""
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int N, const int K) {
                            const int i = get_group_id(0) / N;
                            const int j = get_group_id(0) % N;
                            C[i * N + j] = 0.0f;
                            for (int k = 0; k < K; ++k) {
                                C[i * N + j] += A[i * K + k] * B[k * N + j];
                            }
                        }
                        """);
    }

    @Test
    void workItemsOfTwoAxesShareADimension() {
        assertThat(Scheduled.openCl(
                        matmul(64, 64, 64),
                        "C: split(i, 4)",
                        "C: split(j, 16)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: bind(i1, item)",
                        "C: bind(j1, item)",
                        "C: fuse(i1, j1)"))
                .isEqualTo("""
                        // Requires M % 4 == 0.
                        // Requires N % 16 == 0.
                        __attribute__((reqd_work_group_size(64, 1, 1)))
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int N, const int K) {
                            const int i = get_group_id(1) * 4;
                            const int j = get_group_id(0) * 16;
                            const int i1 = get_local_id(0) / 16;
                            const int j1 = get_local_id(0) % 16;
                            C[(i + i1) * N + j + j1] = 0.0f;
                            for (int k = 0; k < K; ++k) {
                                C[(i + i1) * N + j + j1] += A[(i + i1) * K + k] * B[k * N + j + j1];
                            }
                        }
                        """);
    }

    @Test
    void threeLoopsShareADimension() {
        assertThat(Scheduled.openCl(
                        Cases.named("batched-matmul").nests(Map.of("P", 4L, "M", 8L, "N", 8L, "K", 8L)),
                        "C: bind(p, group)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: fuse(p, i)",
                        "C: fuse(i, j)"))
                .isEqualTo("""
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            const int p = get_group_id(0) / N / M;
                            const int i = get_group_id(0) / N % M;
                            const int j = get_group_id(0) % N;
                            C[(p * M + i) * N + j] = 0.0f;
                            for (int k = 0; k < K; ++k) {
                                C[(p * M + i) * N + j] += A[(p * M + i) * K + k] * B[(p * K + k) * N + j];
                            }
                        }
                        """);
    }

    @Test
    void thePartsOfASplitAreOneLoopAgain() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: split(k, 8)", "C: fuse(k, k1)"))
                .isEqualTo("""
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; ++j) {
                                    C[i * N + j] = 0.0f;
                                    for (int k = 0; k < K; ++k) {
                                        C[i * N + j] += A[i * K + k] * B[k * N + j];
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void boundPartsOfASplitAreOneLoopAgain() {
        assertThat(Scheduled.openCl(
                        matmul(64, 64, 64),
                        "C: split(i, 8)",
                        "C: bind(i, group)",
                        "C: bind(i1, group)",
                        "C: fuse(i, i1)"))
                .isEqualTo("""
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int N, const int K) {
                            const int i = get_group_id(0);
                            for (int j = 0; j < N; ++j) {
                                C[i * N + j] = 0.0f;
                                for (int k = 0; k < K; ++k) {
                                    C[i * N + j] += A[i * K + k] * B[k * N + j];
                                }
                            }
                        }
                        """);
    }

    @Test
    void loopsApartAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: fuse(i, k)"))
                .isEqualTo("C: fuse(i, k): loop k is not directly inside loop i");
    }

    @Test
    void loopsThatAreCarriedOutDifferentlyAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: bind(i, group)", "C: fuse(i, j)"))
                .isEqualTo("C: fuse(i, j): loop i is group and loop j is serial");
    }

    @Test
    void serialLoopsOfTwoAxesAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: fuse(i, j)"))
                .isEqualTo("C: fuse(i, j): loops i and j are not the parts of one split, and not bound");
    }

    @Test
    void loopsThatShareADimensionAlreadyAreRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64),
                        GPU,
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: fuse(i, j)",
                        "C: fuse(i, j)"))
                .isEqualTo("C: fuse(i, j): loops i and j share a dimension of the grid already");
    }

    @Test
    void aLoopThatHoldsAccumulatorsIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(k, 8)", "C: accumulate(k1)", "C: fuse(k, k1)"))
                .isEqualTo("C: fuse(k, k1): loop k1 holds the accumulators");
    }

    @Test
    void aLoopThatCopiesATileIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64),
                        GPU,
                        "C: split(k, 16)",
                        "C: split(k, 2)",
                        "C: stage(A, k2)",
                        "C: fuse(k, k2)"))
                .isEqualTo("C: fuse(k, k2): the tile of A is copied in loop k2");
    }
}
