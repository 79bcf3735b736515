package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.nest.LoopNests;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Copies of the body along an outer loop lie side by side inside all loops. */
class UnrollAndJamTest {

    private static LoopNests jacobi(long h, long w) {
        return Cases.named("jacobi2d").nests(Map.of("H", h, "W", w));
    }

    @Test
    void copiesOfAStencilShareItsRows() {
        assertThat(Scheduled.openCl(
                        jacobi(64, 64), "B: bind(y, group)", "B: vectorize(x, 8)", "B: unroll-and-jam(y, 4)"))
                .isEqualTo("""
                        // Requires H % 4 == 0.
                        // Requires W % 8 == 0.
                        __kernel void matmul(__global const float* restrict A, __global float* restrict B, const int W) {
                            const int y = get_group_id(0) * 4;
                            for (int x = 0; x < W; x += 8) {
                                #pragma unroll
                                for (int y1 = 0; y1 < 4; ++y1) {
                                    vstore8(0.2f * (vload8(0, &A[(y + y1 + 1) * (W + 2) + x + 1]) + vload8(0, &A[(y + y1) * (W + 2) + x + 1])
                                            + vload8(0, &A[(y + y1 + 2) * (W + 2) + x + 1]) + vload8(0, &A[(y + y1 + 1) * (W + 2) + x])
                                            + vload8(0, &A[(y + y1 + 1) * (W + 2) + x + 2])), 0, &B[(y + y1) * W + x]);
                                }
                            }
                        }
                        """);
    }

    @Test
    void rowsThatTheFactorDoesNotDivideAreGuarded() {
        assertThat(Scheduled.openCl(jacobi(61, 64), "B: unroll-and-jam(y, 2)")).isEqualTo("""
                        __kernel void matmul(__global const float* restrict A, __global float* restrict B, const int H, const int W) {
                            for (int y = 0; y < H; y += 2) {
                                if (y + 1 < H) {
                                    for (int x = 0; x < W; ++x) {
                                        #pragma unroll
                                        for (int y1 = 0; y1 < 2; ++y1) {
                                            B[(y + y1) * W + x] = 0.2f * (A[(y + y1 + 1) * (W + 2) + x + 1] + A[(y + y1) * (W + 2) + x + 1]
                                                    + A[(y + y1 + 2) * (W + 2) + x + 1] + A[(y + y1 + 1) * (W + 2) + x]
                                                    + A[(y + y1 + 1) * (W + 2) + x + 2]);
                                        }
                                    }
                                } else {
                                    for (int x = 0; x < W; ++x) {
                                        for (int y1 = 0; y1 < 2 && y + y1 < H; ++y1) {
                                            B[(y + y1) * W + x] = 0.2f * (A[(y + y1 + 1) * (W + 2) + x + 1] + A[(y + y1) * (W + 2) + x + 1]
                                                    + A[(y + y1 + 2) * (W + 2) + x + 1] + A[(y + y1 + 1) * (W + 2) + x]
                                                    + A[(y + y1 + 1) * (W + 2) + x + 2]);
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void copiesInsideAccumulatorsAreATileOfResults() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: accumulate(k)", "C: unroll-and-jam(i, 2)"))
                .isEqualTo("""
                        // Requires M % 2 == 0.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; i += 2) {
                                for (int j = 0; j < N; ++j) {
                                    float acc[2];
                                    #pragma unroll
                                    for (int i1 = 0; i1 < 2; ++i1) {
                                        acc[i1] = 0.0f;
                                    }
                                    for (int k = 0; k < K; ++k) {
                                        #pragma unroll
                                        for (int i1 = 0; i1 < 2; ++i1) {
                                            acc[i1] += A[(i + i1) * K + k] * B[k * N + j];
                                        }
                                    }
                                    #pragma unroll
                                    for (int i1 = 0; i1 < 2; ++i1) {
                                        C[(i + i1) * N + j] = acc[i1];
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void aReductionIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: unroll-and-jam(k, 4)"))
                .isEqualTo(
                        "C: unroll-and-jam(k, 4): loop k reduces: copies side by side would share an accumulator; unroll it");
    }

    @Test
    void aSingleCopyIsRefused() {
        assertThat(Scheduled.refusal(jacobi(64, 64), GPU, "B: unroll-and-jam(y, 1)"))
                .isEqualTo("B: unroll-and-jam(y, 1): a split needs a factor of at least 2, not 1");
    }

    @Test
    void lanesAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: vectorize(j, 4)", "C: unroll-and-jam(j1, 4)"))
                .isEqualTo("C: unroll-and-jam(j1, 4): loop j1 is vector and stays whole");
    }
}
