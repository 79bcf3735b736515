package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What kernels look like in Java. */
class JavaEmitterTest {

    @Test
    void aVectorizedRegisterTileIsWrittenOutInLocalVariables() {
        assertThat(Scheduled.java(
                        matmul(64, 64, 64), "C: bind(i, group)", "C: vectorize(j, 8)", "C: accumulate(k, i=2, j=2)"))
                .isEqualTo("""
                        import jdk.incubator.vector.*;

                        /** matmul */
                        public final class Matmul {
                            private static final VectorSpecies<Float> LANES_8 = FloatVector.SPECIES_256;

                            // Requires M % 2 == 0.
                            // Requires N % 16 == 0.
                            public static void matmul(int group0, int group1, int group2, float[] A, float[] B, float[] C, int N, int K) {
                                int i = group0 * 2;
                                for (int j = 0; j < N; j += 16) {
                                    FloatVector acc_0_0 = FloatVector.broadcast(LANES_8, 0.0f);
                                    FloatVector acc_0_1 = FloatVector.broadcast(LANES_8, 0.0f);
                                    FloatVector acc_1_0 = FloatVector.broadcast(LANES_8, 0.0f);
                                    FloatVector acc_1_1 = FloatVector.broadcast(LANES_8, 0.0f);
                                    for (int k = 0; k < K; ++k) {
                                        acc_0_0 = FloatVector.broadcast(LANES_8, A[i * K + k])
                                                .fma(FloatVector.fromArray(LANES_8, B, k * N + j), acc_0_0);
                                        acc_0_1 = FloatVector.broadcast(LANES_8, A[i * K + k])
                                                .fma(FloatVector.fromArray(LANES_8, B, k * N + j + 8), acc_0_1);
                                        acc_1_0 = FloatVector.broadcast(LANES_8, A[(i + 1) * K + k])
                                                .fma(FloatVector.fromArray(LANES_8, B, k * N + j), acc_1_0);
                                        acc_1_1 = FloatVector.broadcast(LANES_8, A[(i + 1) * K + k])
                                                .fma(FloatVector.fromArray(LANES_8, B, k * N + j + 8), acc_1_1);
                                    }
                                    acc_0_0.intoArray(C, i * N + j);
                                    acc_0_1.intoArray(C, i * N + j + 8);
                                    acc_1_0.intoArray(C, (i + 1) * N + j);
                                    acc_1_1.intoArray(C, (i + 1) * N + j + 8);
                                }
                            }
                        }
                        """);
    }

    @Test
    void theEdgeHasAScalarVersion() {
        assertThat(Scheduled.java(
                        matmul(61, 67, 71), "C: bind(i, group)", "C: vectorize(j, 8)", "C: accumulate(k, i=2)"))
                .isEqualTo("""
                        import jdk.incubator.vector.*;

                        /** matmul */
                        public final class Matmul {
                            private static final VectorSpecies<Float> LANES_8 = FloatVector.SPECIES_256;

                            public static void matmul(
                                    int group0, int group1, int group2, float[] A, float[] B, float[] C, int M, int N, int K) {
                                int i = group0 * 2;
                                for (int j = 0; j < N; j += 8) {
                                    if (i + 1 < M && j + 7 < N) {
                                        FloatVector acc_0 = FloatVector.broadcast(LANES_8, 0.0f);
                                        FloatVector acc_1 = FloatVector.broadcast(LANES_8, 0.0f);
                                        for (int k = 0; k < K; ++k) {
                                            acc_0 = FloatVector.broadcast(LANES_8, A[i * K + k])
                                                    .fma(FloatVector.fromArray(LANES_8, B, k * N + j), acc_0);
                                            acc_1 = FloatVector.broadcast(LANES_8, A[(i + 1) * K + k])
                                                    .fma(FloatVector.fromArray(LANES_8, B, k * N + j), acc_1);
                                        }
                                        acc_0.intoArray(C, i * N + j);
                                        acc_1.intoArray(C, (i + 1) * N + j);
                                    } else {
                                        float[] acc = new float[16];
                                        for (int i1 = 0; i1 < 2 && i + i1 < M; ++i1) {
                                            for (int j1 = 0; j1 < 8 && j + j1 < N; ++j1) {
                                                acc[8 * i1 + j1] = 0.0f;
                                            }
                                        }
                                        for (int k = 0; k < K; ++k) {
                                            for (int i1 = 0; i1 < 2 && i + i1 < M; ++i1) {
                                                for (int j1 = 0; j1 < 8 && j + j1 < N; ++j1) {
                                                    acc[8 * i1 + j1] += A[(i + i1) * K + k] * B[k * N + j + j1];
                                                }
                                            }
                                        }
                                        for (int i1 = 0; i1 < 2 && i + i1 < M; ++i1) {
                                            for (int j1 = 0; j1 < 8 && j + j1 < N; ++j1) {
                                                C[(i + i1) * N + j + j1] = acc[8 * i1 + j1];
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void aStagedTileIsAnArrayOfTheThreadsOwn() {
        assertThat(Scheduled.java(
                        matmul(64, 64, 64),
                        "C: bind(i, group)",
                        "C: split(j, 8)",
                        "C: split(k, 8)",
                        "C: reorder(j, k, j1, k1)",
                        "C: stage(B, k)"))
                .isEqualTo("""
                        /** matmul */
                        public final class Matmul {

                            // Requires N % 8 == 0.
                            // Requires K % 8 == 0.
                            public static void matmul(int group0, int group1, int group2, float[] A, float[] B, float[] C, int N, int K) {
                                float[] B_tile = new float[64];
                                int i = group0;
                                for (int j = 0; j < N; j += 8) {
                                    for (int j1 = 0; j1 < 8; ++j1) {
                                        C[i * N + j + j1] = 0.0f;
                                    }
                                    for (int k = 0; k < K; k += 8) {
                                        for (int t0 = 0; t0 < 8; ++t0) {
                                            for (int t1 = 0; t1 < 8; ++t1) {
                                                B_tile[8 * t0 + t1] = B[(k + t0) * N + j + t1];
                                            }
                                        }
                                        for (int j1 = 0; j1 < 8; ++j1) {
                                            for (int k1 = 0; k1 < 8; ++k1) {
                                                C[i * N + j + j1] += A[i * K + k + k1] * B_tile[j1 + 8 * k1];
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }
}
