package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static dev.tilewright.loops.Computations.nests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.nest.LoopNests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Work-items share tiles in local memory, and meet at every barrier. */
class StageTest {

    @Test
    void aGroupSharesTilesOfBothOperands() {
        assertThat(Scheduled.openCl(
                        matmul(64, 64, 64),
                        "C: split(i, 16)",
                        "C: split(j, 16)",
                        "C: split(k, 16)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: bind(i1, item)",
                        "C: bind(j1, item)",
                        "C: accumulate(k)",
                        "C: stage(A, k)",
                        "C: stage(B, k)"))
                .isEqualTo("""
                        // Requires M % 16 == 0.
                        // Requires N % 16 == 0.
                        // Requires K % 16 == 0.
                        __attribute__((reqd_work_group_size(16, 16, 1)))
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int N, const int K) {
                            __local float A_tile[16][16];
                            __local float B_tile[16][16];
                            const int item = get_local_id(0) + get_local_id(1) * 16;
                            const int i = get_group_id(1) * 16;
                            const int j = get_group_id(0) * 16;
                            const int i1 = get_local_id(1);
                            const int j1 = get_local_id(0);
                            float acc = 0.0f;
                            for (int k = 0; k < K; k += 16) {
                                {
                                    const int t0 = item / 16;
                                    const int t1 = item % 16;
                                    A_tile[t0][t1] = A[(i + t0) * K + k + t1];
                                }
                                {
                                    const int t0 = item / 16;
                                    const int t1 = item % 16;
                                    B_tile[t0][t1] = B[(k + t0) * N + j + t1];
                                }
                                barrier(CLK_LOCAL_MEM_FENCE);
                                for (int k1 = 0; k1 < 16; ++k1) {
                                    acc += A_tile[i1][k1] * B_tile[k1][j1];
                                }
                                barrier(CLK_LOCAL_MEM_FENCE);
                            }
                            C[(i + i1) * N + j + j1] = acc;
                        }
                        """);
    }

    @Test
    void tilesAreTransposedAndTheirRowsPadded() {
        assertThat(Scheduled.openCl(
                        matmul(64, 64, 64),
                        "C: split(i, 16)",
                        "C: split(j, 16)",
                        "C: split(k, 16)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: bind(i1, item)",
                        "C: bind(j1, item)",
                        "C: accumulate(k)",
                        "C: stage(A, k, transposed, pad=1)",
                        "C: stage(B, k, pad=4)"))
                .isEqualTo("""
                        // Requires M % 16 == 0.
                        // Requires N % 16 == 0.
                        // Requires K % 16 == 0.
                        __attribute__((reqd_work_group_size(16, 16, 1)))
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int N, const int K) {
                            __local float A_tile[16][17];
                            __local float B_tile[16][20];
                            const int item = get_local_id(0) + get_local_id(1) * 16;
                            const int i = get_group_id(1) * 16;
                            const int j = get_group_id(0) * 16;
                            const int i1 = get_local_id(1);
                            const int j1 = get_local_id(0);
                            float acc = 0.0f;
                            for (int k = 0; k < K; k += 16) {
                                {
                                    const int t0 = item / 16;
                                    const int t1 = item % 16;
                                    A_tile[t1][t0] = A[(i + t0) * K + k + t1];
                                }
                                {
                                    const int t0 = item / 16;
                                    const int t1 = item % 16;
                                    B_tile[t0][t1] = B[(k + t0) * N + j + t1];
                                }
                                barrier(CLK_LOCAL_MEM_FENCE);
                                for (int k1 = 0; k1 < 16; ++k1) {
                                    acc += A_tile[k1][i1] * B_tile[k1][j1];
                                }
                                barrier(CLK_LOCAL_MEM_FENCE);
                            }
                            C[(i + i1) * N + j + j1] = acc;
                        }
                        """);
    }

    /** In Java a tile is an array of one dimension, and its place is computed. */
    @Test
    void aTransposedTileGivesLanesThatTheOperandHasNotInOneRow() {
        LoopNests transpose = nests(
                "Y[j, i] = X[i, j]",
                List.of("M", "N"),
                List.of("X[M, N]", "Y[N, M]"),
                List.of("Y"),
                Map.of("M", 64L, "N", 64L));
        assertThat(Scheduled.java(
                        transpose,
                        "Y: split(i, 8)",
                        "Y: split(j, 8)",
                        "Y: reorder(j, i, j1, i1)",
                        "Y: bind(j, group)",
                        "Y: stage(X, i, transposed, pad=1)",
                        "Y: vectorize(i1, 8)"))
                .contains("float[] X_tile = new float[72];")
                .contains("X_tile[t0 + 9 * t1] = X[(i + t0) * N + j + t1];")
                .contains("FloatVector.fromArray(LANES_8, X_tile, 9 * j1).intoArray(Y, (j + j1) * M + i);");
    }

    @Test
    void lanesAlongAColumnOfAPlainTileAreRefused() {
        assertThat(Scheduled.refusal(
                        Scheduled.vector("Y[j, i] = X[i, j]", "Y[N, N]"),
                        GPU,
                        "Y: split(i, 8)",
                        "Y: split(j, 8)",
                        "Y: reorder(j, i, j1, i1)",
                        "Y: stage(X, i)",
                        "Y: vectorize(i1, 8)"))
                .isEqualTo("Y: vectorize(i1, 8): along i the elements of X are not neighbours in memory");
    }

    @Test
    void aTileOfOneDimensionIsNotTransposed() {
        assertThat(Scheduled.refusal(
                        Scheduled.vector("Y[i] = X[i]", "Y[N]"), GPU, "Y: split(i, 8)", "Y: stage(X, i, transposed)"))
                .isEqualTo("Y: stage(X, i, transposed): X has one dimension, and nothing to transpose");
    }

    @Test
    void moreFreeElementsThanThereAreBanksAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(k, 8)", "C: stage(A, k, pad=33)"))
                .isEqualTo("C: stage(A, k, pad=33): a row is padded by at most 32 elements, not 33");
    }

    @Test
    void paddingTakesLocalMemory() {
        assertThat(Scheduled.refusal(
                        matmul(256, 256, 256),
                        GPU,
                        "C: split(i, 64)",
                        "C: split(k, 128)",
                        "C: reorder(k, i1)",
                        "C: stage(A, k, pad=1)"))
                .isEqualTo("C: stage(A, k, pad=1): tiles take 33024 bytes of local memory, and a group has 32768");
    }

    @Test
    void anOperandThatIsStagedAlreadyIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(k, 8)", "C: stage(A, k)", "C: stage(A, k)"))
                .isEqualTo("C: stage(A, k): A is staged already");
    }

    @Test
    void aBoundLoopIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: bind(i, group)", "C: stage(A, i)"))
                .isEqualTo("C: stage(A, i): tiles are copied in a serial loop, and i is none");
    }

    @Test
    void aTileOfOneElementIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: stage(A, k)"))
                .isEqualTo("C: stage(A, k): an iteration of k reads one element of A; there is nothing to share");
    }

    @Test
    void whatIsNotReadIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: stage(C, k)"))
                .isEqualTo("C: stage(C, k): C does not read C");
    }

    @Test
    void anOperandThatIsReadOnlyOutsideTheReductionIsRefused() {
        LoopNests scaled = nests(
                "Y[i] = sum(k, A[i, k]) * Z[i]",
                List.of("N", "K"),
                List.of("A[N, K]", "Z[N]", "Y[N]"),
                List.of("Y"),
                Map.of("N", 64L, "K", 64L));
        assertThat(Scheduled.refusal(scaled, GPU, "Y: split(i, 8)", "Y: bind(i1, item)", "Y: stage(Z, i)"))
                .isEqualTo("Y: stage(Z, i): Z is read only outside the reduction, after its tile is gone");
    }

    @Test
    void anOperandThatIsReadAlongDifferentLinesIsRefused() {
        assertThat(Scheduled.refusal(
                        Scheduled.vector("S[0] = sum(i, j, X[i, j] * X[j, i])", "S[1]"), GPU, "S: stage(X, i)"))
                .isEqualTo("S: stage(X, i): X is read along different lines, which one box does not cover");
    }

    @Test
    void anOperandThatIsReadBackwardsIsRefused() {
        assertThat(Scheduled.refusal(
                        Scheduled.vector("Y[i] = X[N - 1 - i]", "Y[N]"), GPU, "Y: split(i, 8)", "Y: stage(X, i)"))
                .isEqualTo("Y: stage(X, i): X is read backwards along i");
    }

    @Test
    void aTileWithoutAFixedSizeIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: stage(B, j)"))
                .isEqualTo(
                        "C: stage(B, j): the tile of B has no fixed size: loop k inside j runs to the end of its axis");
    }

    @Test
    void aBarrierThatSomeWouldMissIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(61, 67, 71),
                        GPU,
                        "C: split(j, 32)",
                        "C: split(j1, 8)",
                        "C: bind(j2, item)",
                        "C: split(k, 8)",
                        "C: stage(B, k)"))
                .isEqualTo("C: stage(B, k): work-items would leave loop j at different times and miss the barrier");
    }

    @Test
    void aCopyThatWouldBeUnrolledIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64),
                        GPU,
                        "C: split(k, 8)",
                        "C: split(j, 8)",
                        "C: unroll(j1, 8)",
                        "C: reorder(j1, k)",
                        "C: stage(A, k)"))
                .isEqualTo("C: stage(A, k): the copy of A would be unrolled with loop j1");
    }

    @Test
    void moreThanLocalMemoryHoldsIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(256, 256, 256),
                        GPU,
                        "C: split(i, 128)",
                        "C: split(k, 128)",
                        "C: reorder(k, i1)",
                        "C: stage(A, k)"))
                .isEqualTo("C: stage(A, k): tiles take 65536 bytes of local memory, and a group has 32768");
    }
}
