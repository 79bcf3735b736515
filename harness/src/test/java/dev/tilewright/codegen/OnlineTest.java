package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.codegen.lower.Lowering;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Schedule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A maximum and the sum of exponentials relative to it are computed in one pass. */
class OnlineTest {

    private static LoopNests softmax(long n) {
        return nests("""
                Highest[i] = max(j, X[i, j])
                Total[i] = sum(j, exp(X[i, j] - Highest[i]))
                Y[i, j] = exp(X[i, j] - Highest[i]) / Total[i]
                """, n);
    }

    private static LoopNests nests(String text, long n) {
        return Computations.nests(
                text, List.of("M", "N"), List.of("X[M, N]", "Y[M, N]"), List.of("Y"), Map.of("M", 64L, "N", n));
    }

    @Test
    void theSumIsRescaledWheneverALargerValueComes() {
        assertThat(Scheduled.openCl(softmax(64), "Total: online(Highest)")).startsWith("""
                        __kernel void matmul_Total(
                                __global const float* restrict X, __global float* restrict Highest, __global float* restrict Total,
                                const int M, const int N) {
                            for (int i = 0; i < M; ++i) {
                                float acc = 0.0f;
                                float maximum = -3.4028235e38f;
                                for (int j = 0; j < N; ++j) {
                                    const float value = X[i * N + j];
                                    const float highest = fmax(maximum, value);
                                    acc = acc * exp(maximum - highest) + exp(value - highest);
                                    maximum = highest;
                                }
                                Highest[i] = maximum;
                                Total[i] = acc;
                            }
                        }

                        __kernel void matmul_Y(
                        """);
    }

    @Test
    void lanesKeepAMaximumEach() {
        assertThat(Scheduled.openCl(
                        softmax(251),
                        "Total: bind(i, group)",
                        "Total: accumulate(j)",
                        "Total: vectorize(j, 8)",
                        "Total: online(Highest)"))
                .contains("""
                            for (int j = 0; j + 8 <= N; j += 8) {
                                const float8 value = vload8(0, &X[i * N + j]);
                                const float8 highest = fmax(maximum, value);
                                acc = acc * exp(maximum - highest) + exp(value - highest);
                                maximum = highest;
                            }
                            {
                                const int j = N / 8 * 8;
                                for (int j1 = 0; j1 < 8 && j + j1 < N; ++j1) {
                                    const float value = X[i * N + j + j1];
                                    const float highest = fmax(maximum_tail, value);
                                    acc_tail = acc_tail * exp(maximum_tail - highest) + exp(value - highest);
                                    maximum_tail = highest;
                                }
                            }
                            const float highest = fmax(max_lanes8(maximum), maximum_tail);
                            Highest[i] = highest;
                            Total[i] = sum_lanes8(acc * exp(maximum - highest)) + acc_tail * exp(maximum_tail - highest);
                        }
                        """);
    }

    @Test
    void inJavaToo() {
        assertThat(Scheduled.java(softmax(64), "Total: online(Highest)")).startsWith("""
                        /** matmul */
                        public final class Matmul {

                            public static void matmul_Total(
                                    int group0, int group1, int group2, float[] X, float[] Highest, float[] Total, int M, int N) {
                                for (int i = 0; i < M; ++i) {
                                    float acc = 0.0f;
                                    float maximum = -3.4028235e38f;
                                    for (int j = 0; j < N; ++j) {
                                        float value = X[i * N + j];
                                        float highest = Math.max(maximum, value);
                                        acc = acc * (float) Math.exp(maximum - highest) + (float) Math.exp(value - highest);
                                        maximum = highest;
                                    }
                                    Highest[i] = maximum;
                                    Total[i] = acc;
                                }
                            }
                        """);
    }

    @Test
    void aGroupTakesARowThroughASoftmaxInTwoPasses() {
        assertThat(Scheduled.cuda(
                        softmax(64),
                        "Total: online(Highest)",
                        "Total: bind(i, group)",
                        "Total: reduce-in-group(j, 64)",
                        "Y: bind(i, group)",
                        "Y: split(j, 64)",
                        "Y: bind(j1, item)",
                        "Y: hoist(j)",
                        "Y: fuse-stages(Total)"))
                .isEqualTo("""
                        // Requires N % 64 == 0.
                        extern "C" __global__ void __launch_bounds__(64) matmul(
                                const float* __restrict__ X, float* Highest, float* Total, float* __restrict__ Y, const int N) {
                            __shared__ float Highest_partial[64];
                            __shared__ float Total_partial[64];
                            const int i = blockIdx.x;
                            const int j1 = threadIdx.x;
                            {
                                float acc = 0.0f;
                                float maximum = -3.4028235e38f;
                                for (int j = j1; j < N; j += 64) {
                                    const float value = X[i * N + j];
                                    const float highest = fmaxf(maximum, value);
                                    acc = acc * expf(maximum - highest) + expf(value - highest);
                                    maximum = highest;
                                }
                                Highest_partial[j1] = maximum;
                                __syncthreads();
                                for (int stride = 32; stride > 0; stride /= 2) {
                                    if (j1 < stride) {
                                        Highest_partial[j1] = fmaxf(Highest_partial[j1], Highest_partial[j1 + stride]);
                                    }
                                    __syncthreads();
                                }
                                Total_partial[j1] = acc * expf(maximum - Highest_partial[0]);
                                __syncthreads();
                                for (int stride = 32; stride > 0; stride /= 2) {
                                    if (j1 < stride) {
                                        Total_partial[j1] += Total_partial[j1 + stride];
                                    }
                                    __syncthreads();
                                }
                                if (j1 == 0) {
                                    Highest[i] = Highest_partial[0];
                                    Total[i] = Total_partial[0];
                                }
                            }
                            __syncthreads();
                            const float hoisted1 = Highest[i];
                            const float hoisted2 = 1.0f / Total[i];
                            for (int j = j1; j < N; j += 64) {
                                Y[i * N + j] = expf(X[i * N + j] - hoisted1) * hoisted2;
                            }
                        }
                        """);
    }

    @Test
    void valuesOfMinusInfinityDoNotMakeTheSumNaN() throws IllegalTransformationException {
        LoopNests nests = Schedule.parse(
                        List.of("Total: accumulate(j)", "Total: vectorize(j, 4)", "Total: online(Highest)"))
                .apply(softmax(64), GPU);
        Map<String, Cells> tensors = new HashMap<>();
        nests.computation()
                .shapes()
                .forEach((tensor, shape) -> tensors.put(
                        tensor,
                        new Cells(
                                tensor,
                                shape.stream()
                                        .map(extent -> extent.evaluate(nests.sizes()))
                                        .toList())));
        double[] values = new double[64 * 64];
        Arrays.fill(values, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < 64; i++) {
            values[64 * i + 32] = i;
        }
        tensors.get("X").fill(values);
        SimtInterpreter.run(Lowering.lower("total", nests.launches().getFirst()), tensors);
        assertThat(tensors.get("Total").numbers()).containsOnly(1);
        assertThat(tensors.get("Highest").numbers()[7]).isEqualTo(7);
    }

    @Test
    void theMaximumIsOneOfTheSameValues() {
        String reason =
                "Total: online(Highest): Total is not a sum of exponentials of the same values as Highest is the maximum of, less that maximum";
        for (String other : List.of(
                "Highest[i] = max(j, X[i, j] * 2)\nTotal[i] = sum(j, exp(X[i, j] - Highest[i]))",
                "Highest[i] = min(j, X[i, j])\nTotal[i] = sum(j, exp(X[i, j] - Highest[i]))",
                "Highest[i] = max(j, X[i, j])\nTotal[i] = sum(j, X[i, j] - Highest[i])",
                "Highest[i] = max(j, X[i, j])\nTotal[i] = sum(j, exp(X[i, j] - Highest[i])) / N")) {
            assertThat(Scheduled.refusal(
                            nests(other + "\nY[i, j] = X[i, j] / Total[i]", 64), GPU, "Total: online(Highest)"))
                    .as(other)
                    .isEqualTo(reason);
        }
    }

    @Test
    void whatIsNotComputedRightBeforeIsRefused() {
        assertThat(Scheduled.refusal(softmax(64), GPU, "Y: online(Highest)"))
                .isEqualTo("Y: online(Highest): Highest is not computed right before Y");
    }

    @Test
    void stagesAreFusedAfterIt() {
        assertThat(Scheduled.refusal(softmax(64), GPU, "Total: fuse-stages(Highest)", "Total: online(Highest)"))
                .isEqualTo(
                        "Total: online(Highest): Highest or Total is computed in one launch with other stages; stages are fused last");
    }

    @Test
    void partialResultsThatGoToMemoryInBetweenAreRefused() {
        assertThat(Scheduled.refusal(
                        softmax(64), GPU, "Total: split(j, 8)", "Total: accumulate(j1)", "Total: online(Highest)"))
                .isEqualTo(
                        "Total: online(Highest): Total is rescaled in registers until it is complete, so accumulate all of it there");
    }
}
