package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A size is a number in the kernel. */
class SpecializeTest {

    @Test
    void aSizeBecomesANumberAndItsLoopCanBeWrittenOut() {
        assertThat(Scheduled.openCl(matmul(64, 64, 8), "C: specialize(K)", "C: unroll(k, 8)"))
                .isEqualTo("""
                        // Requires K == 8.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; ++j) {
                                    C[i * N + j] = 0.0f;
                                    #pragma unroll
                                    for (int k = 0; k < 8; ++k) {
                                        C[i * N + j] += A[8 * i + k] * B[k * N + j];
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void loopsThatWereSplitCountTheirIterations() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: vectorize(j, 8)", "C: specialize(N)"))
                .isEqualTo("""
                        // Requires N == 64.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < 8; ++j) {
                                    vstore8((float8)(0.0f), 0, &C[64 * i + 8 * j]);
                                    for (int k = 0; k < K; ++k) {
                                        vstore8(vload8(0, &C[64 * i + 8 * j]) + A[i * K + k] * vload8(0, &B[8 * j + 64 * k]), 0,
                                                &C[64 * i + 8 * j]);
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void aWholeProductFitsInRegisters() {
        assertThat(Scheduled.openCl(
                        matmul(4, 4, 4),
                        "C: specialize(M)",
                        "C: specialize(N)",
                        "C: specialize(K)",
                        "C: reorder(k, i, j)",
                        "C: accumulate(k)"))
                .isEqualTo("""
                        // Requires K == 4.
                        // Requires M == 4.
                        // Requires N == 4.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C) {
                            float acc[4][4];
                            for (int i = 0; i < 4; ++i) {
                                for (int j = 0; j < 4; ++j) {
                                    acc[i][j] = 0.0f;
                                }
                            }
                            for (int k = 0; k < 4; ++k) {
                                for (int i = 0; i < 4; ++i) {
                                    for (int j = 0; j < 4; ++j) {
                                        acc[i][j] += A[4 * i + k] * B[j + 4 * k];
                                    }
                                }
                            }
                            for (int i = 0; i < 4; ++i) {
                                for (int j = 0; j < 4; ++j) {
                                    C[4 * i + j] = acc[i][j];
                                }
                            }
                        }
                        """);
    }

    @Test
    void aNumberThatStepsDoNotDivideHasARemainder() {
        assertThat(Scheduled.openCl(matmul(64, 64, 61), "C: unroll(k, 4)", "C: specialize(K)"))
                .isEqualTo("""
                        // Requires K == 61.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; ++j) {
                                    C[i * N + j] = 0.0f;
                                    for (int k = 0; k + 4 <= 61; k += 4) {
                                        #pragma unroll
                                        for (int k1 = 0; k1 < 4; ++k1) {
                                            C[i * N + j] += A[61 * i + k + k1] * B[(k + k1) * N + j];
                                        }
                                    }
                                    const int k = 61 / 4 * 4;
                                    for (int k1 = 0; k1 < 4 && k + k1 < 61; ++k1) {
                                        C[i * N + j] += A[61 * i + k + k1] * B[(k + k1) * N + j];
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void lanesStopBeforeTheEdgeOfANumber() {
        assertThat(Scheduled.openCl(
                        Cases.named("jacobi2d").nests(Map.of("H", 64L, "W", 61L)),
                        "B: bind(y, group)",
                        "B: vectorize(x, 8)",
                        "B: specialize(W)"))
                .isEqualTo("""
                        // Requires W == 61.
                        __kernel void matmul(__global const float* restrict A, __global float* restrict B) {
                            const int y = get_group_id(0);
                            for (int x = 0; x < 61; x += 8) {
                                if (x + 7 < 61) {
                                    vstore8(0.2f * (vload8(0, &A[x + 63 * y + 64]) + vload8(0, &A[x + 63 * y + 1])
                                            + vload8(0, &A[x + 63 * y + 127]) + vload8(0, &A[x + 63 * y + 63])
                                            + vload8(0, &A[x + 63 * y + 65])), 0, &B[x + 61 * y]);
                                } else {
                                    for (int x1 = 0; x1 < 8 && x + x1 < 61; ++x1) {
                                        B[x + x1 + 61 * y] = 0.2f * (A[x + x1 + 63 * y + 64] + A[x + x1 + 63 * y + 1]
                                                + A[x + x1 + 63 * y + 127] + A[x + x1 + 63 * y + 63] + A[x + x1 + 63 * y + 65]);
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void theCopyOfAnOperandStaysGeneral() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: specialize(K)", "C: pack(A, i, 4)"))
                .isEqualTo("""
                        // Requires M % 4 == 0.
                        __kernel void matmul_A_panels(__global const float* restrict A, __global float* restrict A_panels, const int K) {
                            const int i = get_group_id(0) * 4;
                            for (int k = 0; k < K; ++k) {
                                for (int i1 = 0; i1 < 4; ++i1) {
                                    A_panels[i * K + 4 * k + i1] = A[(i + i1) * K + k];
                                }
                            }
                        }

                        // Requires K == 64.
                        // Requires M % 4 == 0.
                        __kernel void matmul_C(
                                __global const float* restrict A_panels, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N) {
                            for (int i = 0; i < M; i += 4) {
                                for (int i1 = 0; i1 < 4; ++i1) {
                                    for (int j = 0; j < N; ++j) {
                                        C[(i + i1) * N + j] = 0.0f;
                                        for (int k = 0; k < 64; ++k) {
                                            C[(i + i1) * N + j] += A_panels[64 * i + 4 * k + i1] * B[k * N + j];
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void aSizeThatThereIsNotIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: specialize(Q)"))
                .isEqualTo("C: specialize(Q): no size is called Q");
    }

    @Test
    void aSizeThatIsANumberAlreadyIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: specialize(K)", "C: specialize(K)"))
                .isEqualTo("C: specialize(K): size K is a constant already");
    }

    @Test
    void aSizeThatTheNestDoesNotDependOnIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: pack(A, i, 4)", "A_panels: specialize(N)"))
                .isEqualTo("A_panels: specialize(N): the nest of A_panels does not depend on size N");
    }
}
