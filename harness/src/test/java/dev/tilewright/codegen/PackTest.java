package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Padding;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.tensor.Computation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An operand is copied into panels by a launch of its own, and read from there. */
class PackTest {

    @Test
    void bothOperandsOfARegisterTileArePacked() {
        assertThat(Scheduled.openCl(
                        matmul(64, 64, 64),
                        "C: bind(j, group)",
                        "C: bind(i, group)",
                        "C: vectorize(j, 8)",
                        "C: accumulate(k, i=4, j=2)",
                        "C: pack(A, i, 4)",
                        "C: pack(B, j, 16)",
                        "B_panels: vectorize(j1, 8)"))
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

                        // Requires N % 16 == 0.
                        __kernel void matmul_B_panels(
                                __global const float* restrict B, __global float* restrict B_panels, const int N, const int K) {
                            const int j = get_group_id(0) * 16;
                            for (int k = 0; k < K; ++k) {
                                for (int j1 = 0; j1 < 2; ++j1) {
                                    vstore8(vload8(0, &B[k * N + j + 8 * j1]), 0, &B_panels[j * K + 16 * k + 8 * j1]);
                                }
                            }
                        }

                        // Requires M % 4 == 0.
                        // Requires N % 16 == 0.
                        __kernel void matmul_C(
                                __global const float* restrict A_panels, __global const float* restrict B_panels,
                                __global float* restrict C, const int N, const int K) {
                            const int j = get_group_id(1) * 16;
                            const int i = get_group_id(0) * 4;
                            float8 acc[4][2];
                            #pragma unroll
                            for (int i1 = 0; i1 < 4; ++i1) {
                                #pragma unroll
                                for (int j2 = 0; j2 < 2; ++j2) {
                                    acc[i1][j2] = (float8)(0.0f);
                                }
                            }
                            for (int k = 0; k < K; ++k) {
                                #pragma unroll
                                for (int i1 = 0; i1 < 4; ++i1) {
                                    #pragma unroll
                                    for (int j2 = 0; j2 < 2; ++j2) {
                                        acc[i1][j2] += A_panels[i * K + 4 * k + i1] * vload8(0, &B_panels[j * K + 16 * k + 8 * j2]);
                                    }
                                }
                            }
                            #pragma unroll
                            for (int i1 = 0; i1 < 4; ++i1) {
                                #pragma unroll
                                for (int j2 = 0; j2 < 2; ++j2) {
                                    vstore8(acc[i1][j2], 0, &C[(i + i1) * N + j + 8 * j2]);
                                }
                            }
                        }
                        """);
    }

    @Test
    void aLoopThatCrossesTheBoundsOfPanelsIsSplit() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: pack(B, j, 16)")).isEqualTo("""
                        // Requires N % 16 == 0.
                        __kernel void matmul_B_panels(
                                __global const float* restrict B, __global float* restrict B_panels, const int N, const int K) {
                            const int j = get_group_id(0) * 16;
                            for (int k = 0; k < K; ++k) {
                                for (int j1 = 0; j1 < 16; ++j1) {
                                    B_panels[j * K + 16 * k + j1] = B[k * N + j + j1];
                                }
                            }
                        }

                        // Requires N % 16 == 0.
                        __kernel void matmul_C(
                                __global const float* restrict A, __global const float* restrict B_panels, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; j += 16) {
                                    for (int j1 = 0; j1 < 16; ++j1) {
                                        C[i * N + j + j1] = 0.0f;
                                        for (int k = 0; k < K; ++k) {
                                            C[i * N + j + j1] += A[i * K + k] * B_panels[j * K + 16 * k + j1];
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void lanesFindTheirNeighboursInPanels() {
        assertThat(Scheduled.openCl(
                        Scheduled.vector("Y[i] = sum(j, X[i, j])", "Y[N]"),
                        "Y: pack(X, i, 8)",
                        "Y: vectorize(i1, 8)",
                        "Y: accumulate(j)"))
                .isEqualTo("""
                        // Requires N % 8 == 0.
                        __kernel void matmul_X_panels(__global const float* restrict X, __global float* restrict X_panels, const int N) {
                            const int i = get_group_id(0) * 8;
                            for (int j = 0; j < N; ++j) {
                                for (int i1 = 0; i1 < 8; ++i1) {
                                    X_panels[i * N + 8 * j + i1] = X[(i + i1) * N + j];
                                }
                            }
                        }

                        // Requires N % 8 == 0.
                        __kernel void matmul_Y(__global const float* restrict X_panels, __global float* restrict Y, const int N) {
                            for (int i = 0; i < N; i += 8) {
                                float8 acc = (float8)(0.0f);
                                for (int j = 0; j < N; ++j) {
                                    acc += vload8(0, &X_panels[i * N + 8 * j]);
                                }
                                vstore8(acc, 0, &Y[i]);
                            }
                        }
                        """);
    }

    @Test
    void tilesThatReachOverTheEndAreComputedWholeFromPanelsFilledUpWithZeros() {
        assertThat(Scheduled.openCl(
                        matmul(62, 60, 64),
                        "C: bind(j, group)",
                        "C: bind(i, group)",
                        "C: vectorize(j, 8)",
                        "C: accumulate(k, i=4, j=2)",
                        "C: pack(A, i, 4)",
                        "C: pack(B, j, 16)",
                        "B_panels: vectorize(j1, 8)"))
                .isEqualTo("""
                        __kernel void matmul_A_panels(
                                __global const float* restrict A, __global float* restrict A_panels, const int M, const int K) {
                            const int i = get_group_id(0) * 4;
                            if (i + 3 < M) {
                                for (int k = 0; k < K; ++k) {
                                    for (int i1 = 0; i1 < 4; ++i1) {
                                        A_panels[i * K + 4 * k + i1] = A[(i + i1) * K + k];
                                    }
                                }
                            } else {
                                for (int k = 0; k < K; ++k) {
                                    for (int i1 = 0; i1 < 4; ++i1) {
                                        A_panels[i * K + 4 * k + i1] = (i + i1 < M ? A[(i + i1) * K + k] : 0.0f);
                                    }
                                }
                            }
                        }

                        __kernel void matmul_B_panels(
                                __global const float* restrict B, __global float* restrict B_panels, const int N, const int K) {
                            const int j = get_group_id(0) * 16;
                            if (j + 15 < N) {
                                for (int k = 0; k < K; ++k) {
                                    for (int j1 = 0; j1 < 2; ++j1) {
                                        vstore8(vload8(0, &B[k * N + j + 8 * j1]), 0, &B_panels[j * K + 16 * k + 8 * j1]);
                                    }
                                }
                            } else {
                                for (int k = 0; k < K; ++k) {
                                    for (int j1 = 0; j1 < 2; ++j1) {
                                        for (int j2 = 0; j2 < 8; ++j2) {
                                            B_panels[j * K + 16 * k + 8 * j1 + j2] = (j + 8 * j1 + j2 < N ? B[k * N + j + 8 * j1 + j2] : 0.0f);
                                        }
                                    }
                                }
                            }
                        }

                        __kernel void matmul_C(
                                __global const float* restrict A_panels, __global const float* restrict B_panels,
                                __global float* restrict C, const int M, const int N, const int K) {
                            const int j = get_group_id(1) * 16;
                            const int i = get_group_id(0) * 4;
                            float8 acc[4][2];
                            #pragma unroll
                            for (int i1 = 0; i1 < 4; ++i1) {
                                #pragma unroll
                                for (int j2 = 0; j2 < 2; ++j2) {
                                    acc[i1][j2] = (float8)(0.0f);
                                }
                            }
                            for (int k = 0; k < K; ++k) {
                                #pragma unroll
                                for (int i1 = 0; i1 < 4; ++i1) {
                                    #pragma unroll
                                    for (int j2 = 0; j2 < 2; ++j2) {
                                        acc[i1][j2] += A_panels[i * K + 4 * k + i1] * vload8(0, &B_panels[j * K + 16 * k + 8 * j2]);
                                    }
                                }
                            }
                            if (i + 3 < M && j + 15 < N) {
                                #pragma unroll
                                for (int i1 = 0; i1 < 4; ++i1) {
                                    #pragma unroll
                                    for (int j2 = 0; j2 < 2; ++j2) {
                                        vstore8(acc[i1][j2], 0, &C[(i + i1) * N + j + 8 * j2]);
                                    }
                                }
                            } else {
                                float acc_lanes[4][2][8];
                                #pragma unroll
                                for (int i1 = 0; i1 < 4; ++i1) {
                                    #pragma unroll
                                    for (int j2 = 0; j2 < 2; ++j2) {
                                        vstore8(acc[i1][j2], 0, &acc_lanes[i1][j2][0]);
                                    }
                                }
                                for (int i1 = 0; i1 < 4 && i + i1 < M; ++i1) {
                                    for (int j2 = 0; j2 < 2 && j + 8 * j2 < N; ++j2) {
                                        for (int j1 = 0; j1 < 8 && j + j1 + 8 * j2 < N; ++j1) {
                                            C[(i + i1) * N + j + j1 + 8 * j2] = acc_lanes[i1][j2][j1];
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void javaTakesLanesFromAnArray() {
        assertThat(Scheduled.java(
                        matmul(63, 60, 64),
                        "C: vectorize(j, 8)",
                        "C: accumulate(k, i=2)",
                        "C: pack(A, i, 2)",
                        "C: pack(B, j, 8)"))
                .contains("""
                                        } else {
                                            float[] acc_lanes = new float[16];
                                            acc_0.intoArray(acc_lanes, 0);
                                            acc_1.intoArray(acc_lanes, 8);
                                            for (int i1 = 0; i1 < 2 && i + i1 < M; ++i1) {
                                                for (int j1 = 0; j1 < 8 && j + j1 < N; ++j1) {
                                                    C[(i + i1) * N + j + j1] = acc_lanes[8 * i1 + j1];
                                                }
                                            }
                                        }
                        """);
    }

    @Test
    void cudaTakesLanesFromAnArray() {
        assertThat(Scheduled.cuda(
                        matmul(64, 61, 64),
                        "C: bind(j, group)",
                        "C: bind(i, group)",
                        "C: vectorize(j, 4)",
                        "C: accumulate(k)",
                        "C: pack(B, j, 4)"))
                .contains("""
                            if (j + 3 < N) {
                                store4_unaligned(&C[i * N + j], acc);
                            } else {
                                float acc_lanes[4];
                                store4_unaligned(&acc_lanes[0], acc);
                                for (int j1 = 0; j1 < 4 && j + j1 < N; ++j1) {
                                    C[i * N + j + j1] = acc_lanes[j1];
                                }
                            }
                        """);
    }

    @Test
    void whereOneOperandIsNotPackedItsAxisHasTwoVersions() {
        assertThat(Scheduled.openCl(
                        matmul(62, 60, 64), "C: vectorize(j, 8)", "C: accumulate(k, i=4)", "C: pack(B, j, 8)"))
                .contains("""
                            for (int i = 0; i < M; i += 4) {
                                if (i + 3 < M) {
                                    for (int j = 0; j < N; j += 8) {
                                        float8 acc[4];
                                        #pragma unroll
                        """)
                .contains("""
                                        for (int k = 0; k < K; ++k) {
                                            for (int i1 = 0; i1 < 4 && i + i1 < M; ++i1) {
                                                acc[i1] += A[(i + i1) * K + k] * vload8(0, &B_panels[j * K + 8 * k]);
                                            }
                                        }
                        """);
    }

    @Test
    void workItemsWhoseTilesBeginBeyondTheEndComputeNothing() {
        assertThat(Scheduled.openCl(
                        matmul(60, 60, 60),
                        "C: split(j, 32)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: split(j1, 4)",
                        "C: bind(j1, item)",
                        "C: vectorize(j2, 4)",
                        "C: accumulate(k)",
                        "C: pack(B, j, 32)"))
                .contains("""
                            const int j1 = get_local_id(0);
                            if (j + 4 * j1 < N) {
                                float4 acc = (float4)(0.0f);
                        """);
    }

    /** They are real, and so trap nowhere: not where the last panel is filled up with zeros either. */
    @ParameterizedTest
    @EnumSource(ElementType.class)
    void quotientsNeedNoGuardsWhateverTheyAreComputedFrom(ElementType type) throws IllegalTransformationException {
        Computation quotients = Computations.parse(
                "C[i, j] = sum(k, A[i, k] / B[k, j])",
                List.of("N"),
                List.of("A[N, N]", "B[N, N]", "C[N, N]"),
                List.of("C"));
        LoopNests nests =
                LoopNests.of(quotients, Map.of("A", type, "B", type, "C", ElementType.FLOAT64), Map.of("N", 30L));
        LoopNests packed = Schedule.parse(List.of("C: accumulate(k, j=4)", "C: pack(B, j, 4)"))
                .apply(nests, GPU);
        assertThat(Padding.whole(packed.nest("C"))).containsExactly("j");
    }

    @Test
    void whereTwoPanelsMakeATileTheLastOneMayBeMissing() {
        assertThat(Scheduled.openCl(matmul(64, 60, 64), "C: pack(B, j, 4)", "C: accumulate(k, j=2)"))
                .contains("""
                                            for (int k = 0; k < K; ++k) {
                                                for (int j2 = 0; j2 < 2 && j + j1 + 4 * j2 < N; ++j2) {
                        """);
    }

    @Test
    void aCopyThatEndsInsideOfAPanelIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(6, 64, 64),
                        GPU,
                        "C: specialize(M)",
                        "C: pack(A, i, 8)",
                        "A_panels: specialize(M)",
                        "A_panels: bind(i1, group)",
                        "A_panels: fuse(i, i1)"))
                .isEqualTo(
                        "A_panels: fuse(i, i1): loop i ends inside of a panel of A_panels, and the last panel is filled up beyond the end");
    }

    @Test
    void whatIsNotReadIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: pack(C, i, 8)"))
                .isEqualTo("C: pack(C, i, 8): C does not read C");
    }

    @Test
    void anAxisThatIsNoIndexOfTheOperandIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: pack(A, j, 8)"))
                .isEqualTo("C: pack(A, j, 8): no dimension of A is indexed by j alone");
    }

    @Test
    void anAxisThatThereIsNotIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: pack(A, m, 8)"))
                .isEqualTo("C: pack(A, m, 8): the nest of C has no axis m");
    }

    @Test
    void anOperandThatIsPackedAlreadyIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: pack(A, i, 8)", "C: pack(A_panels, k, 8)"))
                .isEqualTo("C: pack(A_panels, k, 8): A_panels is packed already");
    }

    @Test
    void anOperandThatIsStagedIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(k, 8)", "C: stage(A, k)", "C: pack(A, i, 8)"))
                .isEqualTo("C: pack(A, i, 8): A is staged from where it lies; pack it before it is staged");
    }

    @Test
    void aPackedOperandIsNotStaged() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64), GPU, "C: pack(A, i, 8)", "C: split(k, 8)", "C: stage(A_panels, k)"))
                .isEqualTo(
                        "C: stage(A_panels, k): A_panels lies in panels, which are contiguous already; it is read from there");
    }

    @Test
    void aPanelOfOneElementIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: pack(A, i, 1)"))
                .isEqualTo("C: pack(A, i, 1): a panel has 2 to 4096 elements of a dimension, not 1");
    }

    @Test
    void panelsThatDoNotFitTheLoopsAreRefused() {
        assertThat(Scheduled.refusal(matmul(60, 60, 60), GPU, "C: split(i, 6)", "C: pack(A, i, 8)"))
                .isEqualTo("C: pack(A, i, 8): panels of 8 elements and the steps of the loops along i do not fit");
    }

    @Test
    void aLaterStepAcrossTheBoundsOfPanelsIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "A_panels: split(i, 8)"))
                .isEqualTo("A_panels: split(i, 8): no statement assigns A_panels");
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: pack(B, j, 8)", "C: vectorize(k, 4)"))
                .isEqualTo("C: vectorize(k, 4): along k the elements of B_panels are not neighbours in memory");
    }
}
