package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Loops change places, but neither bound nor vector loops. */
class ReorderTest {

    @Test
    void theResultIsAccumulatedInTheTargetWhereTheReductionGoesOut() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: reorder(k, j)")).isEqualTo("""
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; ++j) {
                                    C[i * N + j] = 0.0f;
                                }
                                for (int k = 0; k < K; ++k) {
                                    for (int j = 0; j < N; ++j) {
                                        C[i * N + j] += A[i * K + k] * B[k * N + j];
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void theSameLoopTwiceIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: reorder(k, k)"))
                .isEqualTo("C: reorder(k, k): reorder needs two or more loops, each once, not [k, k]");
    }

    @Test
    void aVectorLoopIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: vectorize(j, 4)", "C: reorder(j1, k)"))
                .isEqualTo("C: reorder(j1, k): vector loop j1 stays innermost");
    }

    @Test
    void aBoundLoopAndASerialOneIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: bind(i, group)", "C: reorder(i, j)"))
                .isEqualTo("C: reorder(i, j): loops i and j cannot change places: bound loops stay outside");
    }
}
