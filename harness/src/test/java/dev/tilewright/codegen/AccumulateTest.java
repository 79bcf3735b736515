package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Results are held in registers while they are reduced. */
class AccumulateTest {

    @Test
    void oneResultIsHeldInARegister() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: accumulate(k)")).isEqualTo("""
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; ++j) {
                                    float acc = 0.0f;
                                    for (int k = 0; k < K; ++k) {
                                        acc += A[i * K + k] * B[k * N + j];
                                    }
                                    C[i * N + j] = acc;
                                }
                            }
                        }
                        """);
    }

    @Test
    void aTileOfResultsIsHeldInRegisters() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: accumulate(k, i=4, j=2)"))
                .isEqualTo("""
                        // Requires M % 4 == 0.
                        // Requires N % 2 == 0.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; i += 4) {
                                for (int j = 0; j < N; j += 2) {
                                    float acc[4][2];
                                    #pragma unroll
                                    for (int i1 = 0; i1 < 4; ++i1) {
                                        #pragma unroll
                                        for (int j1 = 0; j1 < 2; ++j1) {
                                            acc[i1][j1] = 0.0f;
                                        }
                                    }
                                    for (int k = 0; k < K; ++k) {
                                        #pragma unroll
                                        for (int i1 = 0; i1 < 4; ++i1) {
                                            #pragma unroll
                                            for (int j1 = 0; j1 < 2; ++j1) {
                                                acc[i1][j1] += A[(i + i1) * K + k] * B[k * N + j + j1];
                                            }
                                        }
                                    }
                                    #pragma unroll
                                    for (int i1 = 0; i1 < 4; ++i1) {
                                        #pragma unroll
                                        for (int j1 = 0; j1 < 2; ++j1) {
                                            C[(i + i1) * N + j + j1] = acc[i1][j1];
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void aParallelLoopIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: accumulate(i)"))
                .isEqualTo("C: accumulate(i): loop i is parallel: there is nothing to accumulate over it");
    }

    @Test
    void anUnrolledReductionIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64), GPU, "C: split(k, 4)", "C: unroll(k1, 4)", "C: accumulate(k1)"))
                .isEqualTo("C: accumulate(k1): accumulation begins at a serial loop, and k1 is none");
    }

    @Test
    void aSecondAccumulationIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: accumulate(k)", "C: accumulate(k)"))
                .isEqualTo("C: accumulate(k): accumulators are in registers already, from loop k");
    }

    @Test
    void aTileOverAReductionIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(k, 4)", "C: accumulate(k, k1=2)"))
                .isEqualTo("C: accumulate(k, k1=2): loop k1 reduces: a tile spans parallel loops");
    }

    @Test
    void anUnknownNumberOfAccumulatorsIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: reorder(k, j)", "C: accumulate(k)"))
                .isEqualTo(
                        "C: accumulate(k): loop j inside k has as many iterations as the problem says, and so many accumulators");
    }

    @Test
    void tooManyAccumulatorsIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: accumulate(k, i=32, j=32)"))
                .isEqualTo("C: accumulate(k, i=32, j=32): a work-item would hold 1024 accumulators, more than 512");
    }
}
