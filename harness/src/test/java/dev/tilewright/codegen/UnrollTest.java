package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Iterations are written out, within bounds. */
class UnrollTest {

    @Test
    void theInnerLoopIsWrittenOutByTheCompiler() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: unroll(k, 4)")).isEqualTo("""
                        // Requires K % 4 == 0.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; ++j) {
                                    C[i * N + j] = 0.0f;
                                    for (int k = 0; k < K; k += 4) {
                                        #pragma unroll
                                        for (int k1 = 0; k1 < 4; ++k1) {
                                            C[i * N + j] += A[i * K + k + k1] * B[(k + k1) * N + j];
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void aBoundLoopIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: bind(i, group)", "C: unroll(i, 4)"))
                .isEqualTo("C: unroll(i, 4): only a serial loop can be unrolled, and i is none");
    }

    @Test
    void tooManyCopiesIsRefused() {
        assertThat(Scheduled.refusal(matmul(2048, 64, 64), GPU, "C: unroll(i, 1024)"))
                .isEqualTo("C: unroll(i, 1024): unrolling would write out 1024 copies, more than 512");
    }

    @Test
    void tooMuchCodeIsRefused() {
        assertThat(Scheduled.refusal(
                        Cases.named("nbody").nests(Map.of("n", 1024L)),
                        GPU,
                        "Acceleration: inline(Inverse)",
                        "Acceleration: unroll(i, 256)"))
                .isEqualTo("Acceleration: unroll(i, 256): unrolling would write out 21504 operations, more than 4096");
    }
}
