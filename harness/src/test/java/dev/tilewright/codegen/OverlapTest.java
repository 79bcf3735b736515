package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The last iteration of a loop begins so early that it is whole. */
class OverlapTest {

    private static final String[] LANES = {
        "C: vectorize(j, 8)", "C: accumulate(k)", "C: overlap(j)",
    };

    @Test
    void theLastIterationBeginsEarlier() {
        assertThat(Scheduled.openCl(matmul(64, 28, 64), LANES)).isEqualTo("""
                        // Requires N >= 8.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j_next = 0; j_next < N; j_next += 8) {
                                    const int j = min(j_next, N - 8);
                                    float8 acc = (float8)(0.0f);
                                    for (int k = 0; k < K; ++k) {
                                        acc += A[i * K + k] * vload8(0, &B[k * N + j]);
                                    }
                                    vstore8(acc, 0, &C[i * N + j]);
                                }
                            }
                        }
                        """);
    }

    @Test
    void inJavaToo() {
        assertThat(Scheduled.java(matmul(64, 28, 64), LANES)).contains("int j = Math.min(j_next, N - 8);");
    }

    @Test
    void theNumberOfElementsIsRequiredToSuffice() {
        assertThat(Scheduled.refusal(matmul(64, 7, 64), GPU, LANES))
                .isEqualTo("C: overlap(j): loop j advances by 8 elements, and there are but 7");
    }

    @Test
    void partialResultsInMemoryAreRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 28, 64), GPU, "C: vectorize(j, 8)", "C: reorder(k, j)", "C: overlap(j)"))
                .isEqualTo(
                        "C: overlap(j): partial results of C are in memory between iterations of loop j; accumulate the whole reduction in registers inside of it");
    }

    @Test
    void reductionsAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 28, 60), GPU, "C: split(k, 8)", "C: overlap(k)"))
                .isEqualTo("C: overlap(k): loop k reduces, and what two iterations have in common would count twice");
    }

    @Test
    void loopsOfWholeIterationsAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 28, 64), GPU, "C: overlap(j)"))
                .isEqualTo("C: overlap(j): loop j advances by one element, so none of its iterations is incomplete");
    }

    @Test
    void boundLoopsAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 28, 64), GPU, "C: split(j, 8)", "C: bind(j, group)", "C: overlap(j)"))
                .isEqualTo(
                        "C: overlap(j): a loop whose iterations overlap is serial and around all others along its axis, and loop j is not");
    }

    @Test
    void panelsAreRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 28, 64),
                        GPU,
                        "C: split(j, 8)",
                        "C: accumulate(k)",
                        "C: pack(B, j, 8)",
                        "C: overlap(j)"))
                .isEqualTo(
                        "C: overlap(j): a copy of B_panels begins at a multiple of what loop j advances by, and its last iteration does not");
    }

    @Test
    void aSecondTimeIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 28, 64),
                        GPU,
                        "C: vectorize(j, 8)",
                        "C: accumulate(k)",
                        "C: overlap(j)",
                        "C: overlap(j)"))
                .isEqualTo("C: overlap(j): the iterations of loop j overlap already");
    }
}
