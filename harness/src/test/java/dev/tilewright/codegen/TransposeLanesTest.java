package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.NO_ITEMS;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.LoopNests;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Squares of an operand that lies crosswise to the lanes are transposed in registers. */
class TransposeLanesTest {

    private static LoopNests transpose(long rows, long columns) {
        return of("B[j, i] = A[i, j] + D[j, i]", rows, columns);
    }

    private static LoopNests of(String text, long rows, long columns) {
        List<String> tensors = Stream.of("A[M, N]", "D[N, M]", "B[N, M]")
                .filter(tensor -> text.contains(tensor.substring(0, 2)))
                .toList();
        return Computations.nests(text, List.of("M", "N"), tensors, List.of("B"), Map.of("M", rows, "N", columns));
    }

    @Test
    void rowsAreReadAsVectorsAndTransposed() {
        assertThat(Scheduled.openCl(transpose(64, 96), "B: bind(i, group)", "B: transpose-lanes(i, j, 4)"))
                .isEqualTo("""
                        static void transpose4(float4* v) {
                            #pragma unroll
                            for (int distance = 1; distance < 4; distance *= 2) {
                                #pragma unroll
                                for (int i = 0; i < 4; i++) {
                                    if ((i & distance) == 0) {
                                        const float4 a = v[i];
                                        const float4 b = v[i + distance];
                                        v[i] = (float4)(a.even, b.even);
                                        v[i + distance] = (float4)(a.odd, b.odd);
                                    }
                                }
                            }
                        }

                        // Requires N % 4 == 0.
                        // Requires M % 4 == 0.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict D, __global float* restrict B,
                                const int M, const int N) {
                            const int i = get_group_id(0) * 4;
                            for (int j = 0; j < N; j += 4) {
                                float4 A_square[4];
                                #pragma unroll
                                for (int j1 = 0; j1 < 4; ++j1) {
                                    A_square[j1] = vload4(0, &A[(i + j1) * N + j]);
                                }
                                transpose4(A_square);
                                #pragma unroll
                                for (int j1 = 0; j1 < 4; ++j1) {
                                    vstore4(A_square[j1] + vload4(0, &D[(j + j1) * M + i]), 0, &B[(j + j1) * M + i]);
                                }
                            }
                        }
                        """);
    }

    @Test
    void inCudaElementsChangeNames() {
        assertThat(Scheduled.cuda(transpose(64, 96), "B: bind(i, group)", "B: transpose-lanes(i, j, 2)"))
                .isEqualTo("""
                        __device__ __forceinline__ float2 load2(const float* p) {
                            return *reinterpret_cast<const float2*>(p);
                        }

                        __device__ __forceinline__ float2 operator+(const float2 a, const float2 b) {
                            return make_float2(a.x + b.x, a.y + b.y);
                        }

                        __device__ __forceinline__ void store2(float* p, const float2 a) {
                            *reinterpret_cast<float2*>(p) = a;
                        }

                        __device__ __forceinline__ void transpose2(float2* v) {
                            const float a01 = v[0].y;
                            v[0].y = v[1].x;
                            v[1].x = a01;
                        }

                        // Requires N % 2 == 0.
                        // Requires M % 2 == 0.
                        extern "C" __global__ void matmul(
                                const float* __restrict__ A, const float* __restrict__ D, float* __restrict__ B, const int M, const int N) {
                            const int i = blockIdx.x * 2;
                            for (int j = 0; j < N; j += 2) {
                                float2 A_square[2];
                                #pragma unroll
                                for (int j1 = 0; j1 < 2; ++j1) {
                                    A_square[j1] = load2(&A[(i + j1) * N + j]);
                                }
                                transpose2(A_square);
                                #pragma unroll
                                for (int j1 = 0; j1 < 2; ++j1) {
                                    store2(&B[(j + j1) * M + i], A_square[j1] + load2(&D[(j + j1) * M + i]));
                                }
                            }
                        }
                        """);
    }

    @Test
    void inJavaVectorsAreUnzipped() {
        assertThat(Scheduled.java(transpose(64, 96), "B: transpose-lanes(i, j, 4)"))
                .isEqualTo("""
                        import jdk.incubator.vector.*;

                        /** matmul */
                        public final class Matmul {
                            private static final VectorShuffle<Float> EVEN_4 = VectorShuffle.makeUnzip(FloatVector.SPECIES_128, 0);
                            private static final VectorShuffle<Float> ODD_4 = VectorShuffle.makeUnzip(FloatVector.SPECIES_128, 1);
                            private static final VectorSpecies<Float> LANES_4 = FloatVector.SPECIES_128;

                            // Requires N % 4 == 0.
                            // Requires M % 4 == 0.
                            public static void matmul(int group0, int group1, int group2, float[] A, float[] D, float[] B, int M, int N) {
                                for (int j = 0; j < N; j += 4) {
                                    for (int i = 0; i < M; i += 4) {
                                        FloatVector A_square_0 = FloatVector.fromArray(LANES_4, A, i * N + j);
                                        FloatVector A_square_1 = FloatVector.fromArray(LANES_4, A, (i + 1) * N + j);
                                        FloatVector A_square_2 = FloatVector.fromArray(LANES_4, A, (i + 2) * N + j);
                                        FloatVector A_square_3 = FloatVector.fromArray(LANES_4, A, (i + 3) * N + j);
                                        FloatVector A_square_even_1_0 = A_square_0.rearrange(EVEN_4, A_square_1);
                                        A_square_1 = A_square_0.rearrange(ODD_4, A_square_1);
                                        A_square_0 = A_square_even_1_0;
                                        FloatVector A_square_even_1_2 = A_square_2.rearrange(EVEN_4, A_square_3);
                                        A_square_3 = A_square_2.rearrange(ODD_4, A_square_3);
                                        A_square_2 = A_square_even_1_2;
                                        FloatVector A_square_even_2_0 = A_square_0.rearrange(EVEN_4, A_square_2);
                                        A_square_2 = A_square_0.rearrange(ODD_4, A_square_2);
                                        A_square_0 = A_square_even_2_0;
                                        FloatVector A_square_even_2_1 = A_square_1.rearrange(EVEN_4, A_square_3);
                                        A_square_3 = A_square_1.rearrange(ODD_4, A_square_3);
                                        A_square_1 = A_square_even_2_1;
                                        A_square_0.add(FloatVector.fromArray(LANES_4, D, j * M + i)).intoArray(B, j * M + i);
                                        A_square_1.add(FloatVector.fromArray(LANES_4, D, (j + 1) * M + i)).intoArray(B, (j + 1) * M + i);
                                        A_square_2.add(FloatVector.fromArray(LANES_4, D, (j + 2) * M + i)).intoArray(B, (j + 2) * M + i);
                                        A_square_3.add(FloatVector.fromArray(LANES_4, D, (j + 3) * M + i)).intoArray(B, (j + 3) * M + i);
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void twoSquaresOfOneKernelInJavaHaveNamesOfTheirOwn() {
        String text = Scheduled.java(
                Computations.nests(
                        "B[j, i] = A[i, j] + D[i, j]",
                        List.of("M", "N"),
                        List.of("A[M, N]", "D[M, N]", "B[N, M]"),
                        List.of("B"),
                        Map.of("M", 64L, "N", 96L)),
                "B: transpose-lanes(i, j, 2)");
        assertThat(text)
                .containsOnlyOnce("FloatVector A_square_even_1_0 = ")
                .containsOnlyOnce("FloatVector D_square_even_1_0 = ");
    }

    @Test
    void squaresThatTheEdgeCutsAreScalar() {
        assertThat(Scheduled.openCl(transpose(61, 96), "B: transpose-lanes(i, j, 2)"))
                .isEqualTo("""
                        static void transpose2(float2* v) {
                            #pragma unroll
                            for (int distance = 1; distance < 2; distance *= 2) {
                                #pragma unroll
                                for (int i = 0; i < 2; i++) {
                                    if ((i & distance) == 0) {
                                        const float2 a = v[i];
                                        const float2 b = v[i + distance];
                                        v[i] = (float2)(a.even, b.even);
                                        v[i + distance] = (float2)(a.odd, b.odd);
                                    }
                                }
                            }
                        }

                        // Requires N % 2 == 0.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict D, __global float* restrict B,
                                const int M, const int N) {
                            for (int j = 0; j < N; j += 2) {
                                for (int i = 0; i < M; i += 2) {
                                    if (i + 1 < M) {
                                        float2 A_square[2];
                                        #pragma unroll
                                        for (int j1 = 0; j1 < 2; ++j1) {
                                            A_square[j1] = vload2(0, &A[(i + j1) * N + j]);
                                        }
                                        transpose2(A_square);
                                        #pragma unroll
                                        for (int j1 = 0; j1 < 2; ++j1) {
                                            vstore2(A_square[j1] + vload2(0, &D[(j + j1) * M + i]), 0, &B[(j + j1) * M + i]);
                                        }
                                    } else {
                                        #pragma unroll
                                        for (int j1 = 0; j1 < 2; ++j1) {
                                            for (int i1 = 0; i1 < 2 && i + i1 < M; ++i1) {
                                                B[(j + j1) * M + i + i1] = A[(i + i1) * N + j + j1] + D[(j + j1) * M + i + i1];
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void operandsWhoseElementsAreNeighboursNeedNone() {
        assertThat(Scheduled.refusal(transpose(64, 96), GPU, "B: transpose-lanes(j, i, 4)"))
                .isEqualTo("B: transpose-lanes(j, i, 4): along j the elements of B are not neighbours in memory");
        assertThat(Scheduled.refusal(of("B[j, i] = D[j, i] + D[j, i]", 64, 96), GPU, "B: transpose-lanes(i, j, 4)"))
                .isEqualTo(
                        "B: transpose-lanes(i, j, 4): along i the elements of every operand are neighbours already; vectorize");
    }

    @Test
    void anOperandThatIsReadInTwoPlacesIsRefused() {
        assertThat(Scheduled.refusal(
                        Scheduled.vector("Y[j, i] = X[i, j] * X[j, i]", "Y[N, N]"), GPU, "Y: transpose-lanes(i, j, 4)"))
                .isEqualTo("Y: transpose-lanes(i, j, 4): X is read in 2 places, and one square of it holds but one");
    }

    @Test
    void reductionsAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: transpose-lanes(i, j, 4)"))
                .isEqualTo(
                        "C: transpose-lanes(i, j, 4): C is a reduction, whose operands are packed rather than transposed in registers");
    }

    @Test
    void loopsOfOneAxisSpanNoSquare() {
        assertThat(Scheduled.refusal(transpose(64, 96), NO_ITEMS, "B: split(i, 8)", "B: transpose-lanes(i1, i, 4)"))
                .isEqualTo("B: transpose-lanes(i1, i, 4): a square has two axes, and loops i1 and i run along one");
    }

    @Test
    void theSquareStaysInnermost() {
        assertThat(Scheduled.refusal(
                        transpose(64, 96), NO_ITEMS, "B: transpose-lanes(i, j, 4)", "B: unroll-and-jam(i, 2)"))
                .isEqualTo(
                        "B: unroll-and-jam(i, 2): the loops of the square that is transposed in registers stay innermost");
    }
}
