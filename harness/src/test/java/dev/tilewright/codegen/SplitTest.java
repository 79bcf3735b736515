package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The inner part of a split follows the outer. */
class SplitTest {

    @Test
    void theInnerLoopFollowsTheOuter() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: split(k, 16)")).isEqualTo("""
                        // Requires K % 16 == 0.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; ++j) {
                                    C[i * N + j] = 0.0f;
                                    for (int k = 0; k < K; k += 16) {
                                        for (int k1 = 0; k1 < 16; ++k1) {
                                            C[i * N + j] += A[i * K + k + k1] * B[(k + k1) * N + j];
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void aSizeThatTheFactorDoesNotDivideIsGuarded() {
        assertThat(Scheduled.openCl(matmul(61, 67, 71), "C: split(k, 16)")).isEqualTo("""
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; ++j) {
                                    C[i * N + j] = 0.0f;
                                    for (int k = 0; k < K; k += 16) {
                                        for (int k1 = 0; k1 < 16 && k + k1 < K; ++k1) {
                                            C[i * N + j] += A[i * K + k + k1] * B[(k + k1) * N + j];
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void aFactorOfOneIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(k, 1)"))
                .isEqualTo("C: split(k, 1): a split needs a factor of at least 2, not 1");
    }

    @Test
    void aFactorThatDoesNotDivideAnInnerLoopIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(k, 16)", "C: split(k1, 5)"))
                .isEqualTo("C: split(k1, 5): 5 does not divide the 16 iterations of loop k1");
    }

    @Test
    void anUnrolledLoopIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: unroll(k, 4)", "C: split(k1, 2)"))
                .isEqualTo("C: split(k1, 2): loop k1 is unrolled and stays whole");
    }

    @Test
    void aLoopThatIsNotThereIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(z, 4)"))
                .isEqualTo("C: split(z, 4): the nest of C has no loop z");
    }
}
