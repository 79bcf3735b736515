package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.NO_ITEMS;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tiles with two buffers: work-items meet once in an iteration, and the first tile is copied before the loop. */
class DoubleBufferTest {

    @Test
    void oneBufferIsFilledWhileTheOtherIsRead() {
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
                        "C: stage(B, k)",
                        "C: double-buffer(A, k)",
                        "C: double-buffer(B, k)"))
                .isEqualTo("""
                        // Requires M % 16 == 0.
                        // Requires N % 16 == 0.
                        // Requires K % 16 == 0.
                        __attribute__((reqd_work_group_size(16, 16, 1)))
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int N, const int K) {
                            __local float A_tile[2][16][16];
                            __local float B_tile[2][16][16];
                            const int item = get_local_id(0) + get_local_id(1) * 16;
                            const int i = get_group_id(1) * 16;
                            const int j = get_group_id(0) * 16;
                            const int i1 = get_local_id(1);
                            const int j1 = get_local_id(0);
                            float acc = 0.0f;
                            {
                                const int t0 = item / 16;
                                const int t1 = item % 16;
                                A_tile[0][t0][t1] = A[(i + t0) * K + t1];
                            }
                            {
                                const int t0 = item / 16;
                                const int t1 = item % 16;
                                B_tile[0][t0][t1] = B[t0 * N + j + t1];
                            }
                            barrier(CLK_LOCAL_MEM_FENCE);
                            for (int k = 0; k < K; k += 16) {
                                const int k_buffer = k / 16 % 2;
                                if (k + 16 < K) {
                                    {
                                        const int t0 = item / 16;
                                        const int t1 = item % 16;
                                        A_tile[1 - k_buffer][t0][t1] = A[(i + t0) * K + k + t1 + 16];
                                    }
                                    {
                                        const int t0 = item / 16;
                                        const int t1 = item % 16;
                                        B_tile[1 - k_buffer][t0][t1] = B[(k + t0 + 16) * N + j + t1];
                                    }
                                }
                                for (int k1 = 0; k1 < 16; ++k1) {
                                    acc += A_tile[k_buffer][i1][k1] * B_tile[k_buffer][k1][j1];
                                }
                                barrier(CLK_LOCAL_MEM_FENCE);
                            }
                            C[(i + i1) * N + j + j1] = acc;
                        }
                        """);
    }

    /** The remainder of a reduction that is not divided reads what the last whole step copied. */
    @Test
    void theRemainderIsCopiedAhead() {
        assertThat(Scheduled.openCl(
                        matmul(16, 16, 61),
                        "C: split(j, 16)",
                        "C: bind(j, group)",
                        "C: bind(j1, item)",
                        "C: split(k, 8)",
                        "C: reorder(k, i)",
                        "C: unroll(k1, 8)",
                        "C: stage(B, k)",
                        "C: double-buffer(B, k)"))
                .contains("""
                            for (int k = 0; k + 8 <= K; k += 8) {
                                const int k_buffer = k / 8 % 2;
                                if (k + 8 < K) {
                                    for (int t = item; t < 128; t += 16) {
                                        const int t0 = t / 16;
                                        const int t1 = t % 16;
                                        if (k + t0 + 8 < K) {
                                            B_tile[1 - k_buffer][t0][t1] = B[(k + t0 + 8) * N + j + t1];
                                        }
                                    }
                                }
                        """)
                .contains("""
                            const int k = K / 8 * 8;
                            const int k_buffer = k / 8 % 2;
                        """);
    }

    @Test
    void anOperandThatIsNotStagedThereIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(k, 8)", "C: double-buffer(A, k)"))
                .isEqualTo("C: double-buffer(A, k): A is not staged at loop k");
    }

    @Test
    void aThirdBufferIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64),
                        GPU,
                        "C: split(k, 8)",
                        "C: stage(A, k)",
                        "C: double-buffer(A, k)",
                        "C: double-buffer(A, k)"))
                .isEqualTo("C: double-buffer(A, k): A has two buffers already");
    }

    @Test
    void aLoopOfOneIterationIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64),
                        GPU,
                        "C: specialize(K)",
                        "C: split(k, 64)",
                        "C: stage(A, k)",
                        "C: double-buffer(A, k)"))
                .isEqualTo("C: double-buffer(A, k): loop k has one iteration, and no next tile of A to copy");
    }

    @Test
    void twoBuffersMustFit() {
        assertThat(Scheduled.refusal(
                        matmul(256, 256, 256),
                        GPU,
                        "C: split(i, 64)",
                        "C: split(k, 128)",
                        "C: reorder(k, i1)",
                        "C: stage(A, k)",
                        "C: double-buffer(A, k)"))
                .isEqualTo("C: double-buffer(A, k): tiles take 65536 bytes of local memory, and a group has 32768");
    }

    @Test
    void aDeviceWithoutWorkItemsIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64), NO_ITEMS, "C: split(k, 8)", "C: stage(A, k)", "C: double-buffer(A, k)"))
                .isEqualTo("C: double-buffer(A, k): this device has no work-items, of which some could compute while"
                        + " others copy");
    }
}
