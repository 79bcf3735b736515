package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.NO_ITEMS;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.nest.LoopNests;
import org.junit.jupiter.api.Test;

/** Neighbouring iterations are lanes of a vector. */
class VectorizeTest {

    @Test
    void lanesAreLoadedAndStoredTogether() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: vectorize(j, 8)")).isEqualTo("""
                        // Requires N % 8 == 0.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; j += 8) {
                                    vstore8((float8)(0.0f), 0, &C[i * N + j]);
                                    for (int k = 0; k < K; ++k) {
                                        vstore8(vload8(0, &C[i * N + j]) + A[i * K + k] * vload8(0, &B[k * N + j]), 0, &C[i * N + j]);
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void theEdgeIsScalar() {
        assertThat(Scheduled.openCl(matmul(61, 67, 71), "C: vectorize(j, 8)")).isEqualTo("""
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; j += 8) {
                                    if (j + 7 < N) {
                                        vstore8((float8)(0.0f), 0, &C[i * N + j]);
                                        for (int k = 0; k < K; ++k) {
                                            vstore8(vload8(0, &C[i * N + j]) + A[i * K + k] * vload8(0, &B[k * N + j]), 0, &C[i * N + j]);
                                        }
                                    } else {
                                        for (int j1 = 0; j1 < 8 && j + j1 < N; ++j1) {
                                            C[i * N + j + j1] = 0.0f;
                                        }
                                        for (int k = 0; k < K; ++k) {
                                            for (int j1 = 0; j1 < 8 && j + j1 < N; ++j1) {
                                                C[i * N + j + j1] += A[i * K + k] * B[k * N + j + j1];
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void aNumberOfLanesThatNoVectorHasIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: vectorize(j, 3)"))
                .isEqualTo("C: vectorize(j, 3): a vector has 2, 4, 8 or 16 lanes and here at most 16, not 3");
    }

    @Test
    void aSecondVectorLoopIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: vectorize(j, 4)", "C: vectorize(j, 4)"))
                .isEqualTo("C: vectorize(j, 4): a nest has one vector loop, and here it is j1");
    }

    @Test
    void aLoopWithAStepIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(j, 2)", "C: vectorize(j, 4)"))
                .isEqualTo("C: vectorize(j, 4): loop j advances by 2 elements; lanes must be neighbours");
    }

    @Test
    void elementsThatAreNotNeighboursIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: vectorize(i, 4)"))
                .isEqualTo("C: vectorize(i, 4): along i the elements of C are not neighbours in memory");
    }

    @Test
    void aReductionWithoutAccumulatorsIsRefused() {
        assertThat(Scheduled.refusal(Scheduled.vector("S[0] = sum(i, X[i])", "S[1]"), GPU, "S: vectorize(i, 4)"))
                .isEqualTo(
                        "S: vectorize(i, 4): a vectorized reduction keeps a partial result in each lane, so accumulate in registers first");
    }

    @Test
    void floorIsRefused() {
        assertThat(Scheduled.refusal(Scheduled.vector("Y[i] = floor(X[i])", "Y[N]"), GPU, "Y: vectorize(i, 4)"))
                .isEqualTo("Y: vectorize(i, 4): floor is not to be had for lanes in every language");
    }

    @Test
    void anIndexThatIsUsedAsANumberIsRefused() {
        assertThat(Scheduled.refusal(Scheduled.vector("Y[i] = X[i] * i", "Y[N]"), GPU, "Y: vectorize(i, 4)"))
                .isEqualTo(
                        "Y: vectorize(i, 4): index i is used as a number or decides a select, which lanes cannot do each for itself");
    }

    @Test
    void inJavaExponentialsOfLanesAreRefused() {
        LoopNests exponentials = Scheduled.vector("Y[i] = exp(X[i])", "Y[N]");
        assertThat(Scheduled.refusal(exponentials, NO_ITEMS, "Y: vectorize(i, 8)"))
                .isEqualTo(
                        "Y: vectorize(i, 8): in this language exponentials and their like differ in the last bit from run to run when taken of lanes");
        assertThat(Scheduled.openCl(exponentials, "Y: vectorize(i, 8)")).contains("exp(vload8(0, &X[i]))");
    }

    @Test
    void inJavaLanesAreAddedInOrder() {
        assertThat(Scheduled.java(
                        Scheduled.vector("S[0] = sum(i, X[i])", "S[1]"), "S: accumulate(i)", "S: vectorize(i, 8)"))
                .contains("S[0] = sumLanes(acc);")
                .contains("private static float sumLanes(FloatVector vector) {")
                .doesNotContain("reduceLanes");
    }
}
