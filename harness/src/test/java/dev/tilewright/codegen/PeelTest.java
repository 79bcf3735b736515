package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.LoopNests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The last, incomplete iteration of a loop is carried out apart, so that the others need no guard. */
class PeelTest {

    private static LoopNests doubled(long n) {
        return Computations.nests(
                "Y[i, j] = X[i, j] * 2",
                List.of("M", "N"),
                List.of("X[M, N]", "Y[M, N]"),
                List.of("Y"),
                Map.of("M", 64L, "N", n));
    }

    @Test
    void aReductionRunsItsWholeStepsWithoutAGuard() {
        assertThat(Scheduled.openCl(Computations.matmul(61, 67, 100), "C: split(k, 16)", "C: peel(k)"))
                .isEqualTo("""
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; ++j) {
                                    C[i * N + j] = 0.0f;
                                    for (int k = 0; k + 16 <= K; k += 16) {
                                        for (int k1 = 0; k1 < 16; ++k1) {
                                            C[i * N + j] += A[i * K + k + k1] * B[(k + k1) * N + j];
                                        }
                                    }
                                    const int k = K / 16 * 16;
                                    for (int k1 = 0; k1 < 16 && k + k1 < K; ++k1) {
                                        C[i * N + j] += A[i * K + k + k1] * B[(k + k1) * N + j];
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void aRowHasItsTailBehindTheLanes() {
        assertThat(Scheduled.openCl(doubled(67), "Y: bind(i, group)", "Y: vectorize(j, 8)", "Y: peel(j)"))
                .isEqualTo("""
                        __kernel void matmul(__global const float* restrict X, __global float* restrict Y, const int N) {
                            const int i = get_group_id(0);
                            for (int j = 0; j + 8 <= N; j += 8) {
                                vstore8(vload8(0, &X[i * N + j]) * 2.0f, 0, &Y[i * N + j]);
                            }
                            const int j = N / 8 * 8;
                            for (int j1 = 0; j1 < 8 && j + j1 < N; ++j1) {
                                Y[i * N + j + j1] = X[i * N + j + j1] * 2.0f;
                            }
                        }
                        """);
    }

    @Test
    void aSizeThatDividesHasNoTail() {
        assertThat(Scheduled.openCl(doubled(64), "Y: vectorize(j, 8)", "Y: peel(j)"))
                .isEqualTo(Scheduled.openCl(doubled(64), "Y: vectorize(j, 8)"));
    }

    @Test
    void whatHasNoIncompleteIterationIsRefused() {
        assertThat(Scheduled.refusal(doubled(67), GPU, "Y: peel(j)"))
                .isEqualTo("Y: peel(j): loop j advances by one element, so none of its iterations is incomplete");
        assertThat(Scheduled.refusal(doubled(67), GPU, "Y: split(j, 8)", "Y: peel(j)", "Y: peel(j)"))
                .isEqualTo("Y: peel(j): loop j is peeled already");
    }

    @Test
    void aLoopThatIsNotAroundItsAxisIsRefused() {
        String reason = "a loop that is peeled is serial and around all others along its axis, and loop j is not";
        assertThat(Scheduled.refusal(doubled(67), GPU, "Y: split(j, 8)", "Y: bind(j1, item)", "Y: peel(j)"))
                .isEqualTo("Y: peel(j): " + reason);
        assertThat(Scheduled.refusal(doubled(67), GPU, "Y: split(j, 8)", "Y: peel(j)", "Y: bind(j, group)"))
                .isEqualTo("Y: bind(j, group): " + reason);
    }
}
