package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.NO_ITEMS;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Parallel loops are spread over groups and work-items. */
class BindTest {

    @Test
    void groupsAndItemsTakeTheirPlacesInTheGrid() {
        assertThat(Scheduled.openCl(
                        matmul(64, 64, 64),
                        "C: split(j, 16)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: bind(j1, item)"))
                .isEqualTo("""
                        // Requires N % 16 == 0.
                        __attribute__((reqd_work_group_size(16, 1, 1)))
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int N, const int K) {
                            const int i = get_group_id(1);
                            const int j = get_global_id(0);
                            C[i * N + j] = 0.0f;
                            for (int k = 0; k < K; ++k) {
                                C[i * N + j] += A[i * K + k] * B[k * N + j];
                            }
                        }
                        """);
    }

    @Test
    void workItemsBeyondTheEndAreSentHome() {
        assertThat(Scheduled.openCl(
                        matmul(61, 67, 71),
                        "C: split(j, 16)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: bind(j1, item)"))
                .isEqualTo("""
                        __attribute__((reqd_work_group_size(16, 1, 1)))
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int N, const int K) {
                            const int i = get_group_id(1);
                            const int j = get_global_id(0);
                            if (j < N) {
                                C[i * N + j] = 0.0f;
                                for (int k = 0; k < K; ++k) {
                                    C[i * N + j] += A[i * K + k] * B[k * N + j];
                                }
                            }
                        }
                        """);
    }

    @Test
    void aFixedNumberOfGroupsStridesOverTheGrid() {
        assertThat(Scheduled.openCl(
                        Scheduled.vector("Y[i] = X[i] * 2", "Y[N]"),
                        "Y: split(i, 4)",
                        "Y: bind(i1, item)",
                        "Y: bind(i, group, 8)"))
                .isEqualTo("""
                        // Requires N % 32 == 0.
                        __attribute__((reqd_work_group_size(4, 1, 1)))
                        __kernel void matmul(__global const float* restrict X, __global float* restrict Y, const int N) {
                            const int i2 = get_group_id(0);
                            const int i1 = get_local_id(0);
                            for (int i = i1 + 4 * i2; i < N; i += 32) {
                                Y[i] = X[i] * 2.0f;
                            }
                        }
                        """);
    }

    @Test
    void lanesStrideOverTheGridWithoutLosingTheirAlignment() {
        assertThat(Scheduled.cuda(
                        Scheduled.vector("Y[i] = X[i] * 2", "Y[N]"),
                        "Y: split(i, 16)",
                        "Y: vectorize(i1, 4)",
                        "Y: bind(i1, item)",
                        "Y: bind(i, group, 2)"))
                .contains("""
                            const int i3 = blockIdx.x;
                            const int i1 = threadIdx.x;
                            for (int i = 4 * i1 + 16 * i3; i < N; i += 32) {
                                store4(&Y[i], load4(&X[i]) * 2.0f);
                            }
                        """);
    }

    @Test
    void groupsInJavaStrideAsWell() {
        assertThat(Scheduled.java(Scheduled.vector("Y[i] = X[i] * 2", "Y[N]"), "Y: bind(i, group, 8)"))
                .contains("""
                                int i1 = group0;
                                for (int i = i1; i < N; i += 8) {
                                    Y[i] = X[i] * 2.0f;
                                }
                        """);
    }

    @Test
    void workItemsCannotBeFixedInNumber() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(i, 8)", "C: bind(i1, item, 4)"))
                .isEqualTo(
                        "C: bind(i1, item, 4): a group has as many work-items as the loop has iterations; split it by 4 first");
    }

    @Test
    void groupsThatDoNotDivideALoopOfFixedLengthAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(i, 8)", "C: bind(i1, group, 3)"))
                .isEqualTo("C: bind(i1, group, 3): 3 does not divide the 8 iterations of loop i1");
    }

    @Test
    void aReductionIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: bind(k, group)"))
                .isEqualTo(
                        "C: bind(k, group): loop k reduces: its iterations share an accumulator and cannot run at once");
    }

    @Test
    void aLoopThatIsBoundAlreadyIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: bind(i, group)", "C: bind(i, group)"))
                .isEqualTo("C: bind(i, group): loop i is no longer serial");
    }

    @Test
    void workItemsWhereThereAreNoneIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), NO_ITEMS, "C: split(i, 8)", "C: bind(i1, item)"))
                .isEqualTo("C: bind(i1, item): this device has no work-items, only groups");
    }

    @Test
    void aLoopWithoutAFixedSizeToWorkItemsIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: bind(i, item)"))
                .isEqualTo(
                        "C: bind(i, item): loop i has as many iterations as the problem says; split it, so that a group has a fixed size");
    }

    @Test
    void moreWorkItemsThanTheDeviceAllowsIsRefused() {
        assertThat(Scheduled.refusal(matmul(1024, 64, 64), GPU, "C: split(i, 512)", "C: bind(i1, item)"))
                .isEqualTo("C: bind(i1, item): a group would have 512 work-items, and the device allows 256");
    }
}
