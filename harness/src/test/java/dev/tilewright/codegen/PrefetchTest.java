package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.BuildException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The next tile waits in registers while work-items compute. */
class PrefetchTest {

    private static final WrittenCuda WRITTEN = new WrittenCuda();

    @AfterAll
    static void everyKernelHereCompiles() throws BuildException {
        WRITTEN.compile("PrefetchTest");
    }

    @Test
    void theNextTileWaitsInRegisters() {
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
                        "C: prefetch(A, k)",
                        "C: prefetch(B, k)"))
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
                            {
                                const int t0 = item / 16;
                                const int t1 = item % 16;
                                A_tile[t0][t1] = A[(i + t0) * K + t1];
                            }
                            {
                                const int t0 = item / 16;
                                const int t1 = item % 16;
                                B_tile[t0][t1] = B[t0 * N + j + t1];
                            }
                            barrier(CLK_LOCAL_MEM_FENCE);
                            for (int k = 0; k < K; k += 16) {
                                float A_next;
                                float B_next;
                                if (k + 16 < K) {
                                    {
                                        const int t0 = item / 16;
                                        const int t1 = item % 16;
                                        A_next = A[(i + t0) * K + k + t1 + 16];
                                    }
                                    {
                                        const int t0 = item / 16;
                                        const int t1 = item % 16;
                                        B_next = B[(k + t0 + 16) * N + j + t1];
                                    }
                                }
                                for (int k1 = 0; k1 < 16; ++k1) {
                                    acc += A_tile[i1][k1] * B_tile[k1][j1];
                                }
                                barrier(CLK_LOCAL_MEM_FENCE);
                                if (k + 16 < K) {
                                    {
                                        const int t0 = item / 16;
                                        const int t1 = item % 16;
                                        A_tile[t0][t1] = A_next;
                                    }
                                    {
                                        const int t0 = item / 16;
                                        const int t1 = item % 16;
                                        B_tile[t0][t1] = B_next;
                                    }
                                }
                                barrier(CLK_LOCAL_MEM_FENCE);
                            }
                            C[(i + i1) * N + j + j1] = acc;
                        }
                        """);
    }

    /** With two buffers nobody waits before the next tile is stored. */
    @Test
    void severalElementsWaitInAnArrayThatOnlyConstantsNumber() {
        assertThat(WRITTEN.cuda(
                        matmul(64, 64, 64),
                        "C: split(i, 64)",
                        "C: split(j, 16)",
                        "C: split(k, 16)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: split(i1, 4)",
                        "C: bind(i1, item)",
                        "C: bind(j1, item)",
                        "C: accumulate(k, i2=4)",
                        "C: stage(A, k, transposed, pad=4)",
                        "C: double-buffer(A, k)",
                        "C: prefetch(A, k)"))
                .contains("__shared__ float A_tile[2][16][68];")
                .contains("""
                            for (int k = 0; k < K; k += 16) {
                                const int k_buffer = k / 16 % 2;
                                float A_next[4];
                                if (k + 16 < K) {
                                    #pragma unroll
                                    for (int n = 0; n < 4; ++n) {
                                        const int t = item + n * 256;
                                        const int t0 = t / 16;
                                        const int t1 = t % 16;
                                        A_next[n] = A[(i + t0) * K + k + t1 + 16];
                                    }
                                }
                                for (int k1 = 0; k1 < 16; ++k1) {
                                    #pragma unroll
                                    for (int i3 = 0; i3 < 4; ++i3) {
                                        acc[i3] += A_tile[k_buffer][k1][4 * i1 + i3] * B[(k + k1) * N + j + j1];
                                    }
                                }
                                if (k + 16 < K) {
                                    #pragma unroll
                                    for (int n = 0; n < 4; ++n) {
                                        const int t = item + n * 256;
                                        const int t0 = t / 16;
                                        const int t1 = t % 16;
                                        A_tile[1 - k_buffer][t1][t0] = A_next[n];
                                    }
                                }
                                __syncthreads();
                            }
                        """);
    }

    @Test
    void anOperandThatIsNotStagedThereIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(k, 8)", "C: stage(A, k)", "C: prefetch(A, k1)"))
                .isEqualTo("C: prefetch(A, k1): A is not staged at loop k1");
    }

    @Test
    void readingAheadTwiceIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64),
                        GPU,
                        "C: split(k, 8)",
                        "C: stage(A, k)",
                        "C: prefetch(A, k)",
                        "C: prefetch(A, k)"))
                .isEqualTo("C: prefetch(A, k): A is read ahead already");
    }

    @Test
    void moreThanRegistersHoldIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64),
                        GPU,
                        "C: split(i, 16)",
                        "C: split(k, 8)",
                        "C: reorder(k, i1)",
                        "C: stage(A, k)",
                        "C: prefetch(A, k)"))
                .isEqualTo("C: prefetch(A, k): 128 elements of the next tile of A would wait in the registers of each"
                        + " work-item, more than 64");
    }
}
