package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Groups run through bands of one loop before the other advances. */
class SwizzleTest {

    @Test
    void groupsRunThroughBands() {
        assertThat(Scheduled.openCl(
                        matmul(64, 64, 64),
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: accumulate(k)",
                        "C: swizzle(i, j, 4)"))
                .isEqualTo("""
                        // Requires M % 4 == 0.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int N, const int K) {
                            const int i = get_group_id(2) * 4;
                            const int j = get_group_id(1);
                            const int i1 = get_group_id(0);
                            float acc = 0.0f;
                            for (int k = 0; k < K; ++k) {
                                acc += A[(i + i1) * K + k] * B[k * N + j];
                            }
                            C[(i + i1) * N + j] = acc;
                        }
                        """);
    }

    @Test
    void theInnerLoopIsCutIntoBandsAsWell() {
        assertThat(Scheduled.openCl(
                        matmul(64, 64, 64),
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: accumulate(k)",
                        "C: swizzle(j, i, 8)"))
                .isEqualTo("""
                        // Requires N % 8 == 0.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int N, const int K) {
                            const int j = get_group_id(2) * 8;
                            const int i = get_group_id(1);
                            const int j1 = get_group_id(0);
                            float acc = 0.0f;
                            for (int k = 0; k < K; ++k) {
                                acc += A[i * K + k] * B[k * N + j + j1];
                            }
                            C[i * N + j + j1] = acc;
                        }
                        """);
    }

    @Test
    void groupsOfAnIncompleteBandGoHome() {
        assertThat(Scheduled.openCl(
                        matmul(61, 64, 64),
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: accumulate(k)",
                        "C: swizzle(i, j, 4)"))
                .isEqualTo("""
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            const int i = get_group_id(2) * 4;
                            const int j = get_group_id(1);
                            const int i1 = get_group_id(0);
                            if (i + i1 < M) {
                                float acc = 0.0f;
                                for (int k = 0; k < K; ++k) {
                                    acc += A[(i + i1) * K + k] * B[k * N + j];
                                }
                                C[(i + i1) * N + j] = acc;
                            }
                        }
                        """);
    }

    @Test
    void aLoopThatIsNotBoundIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: bind(i, group)", "C: swizzle(i, j, 4)"))
                .isEqualTo("C: swizzle(i, j, 4): loop j is not bound to groups, whose order this is about");
    }

    @Test
    void oneLoopTwiceIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64), GPU, "C: bind(i, group)", "C: bind(j, group)", "C: swizzle(i, i, 4)"))
                .isEqualTo("C: swizzle(i, i, 4): swizzle needs two loops, not i twice");
    }

    @Test
    void aBandOfOneIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64), GPU, "C: bind(i, group)", "C: bind(j, group)", "C: swizzle(i, j, 1)"))
                .isEqualTo("C: swizzle(i, j, 1): a split needs a factor of at least 2, not 1");
    }
}
