package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.NO_ITEMS;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.codegen.c.CudaEmitter;
import dev.tilewright.codegen.c.OpenClEmitter;
import dev.tilewright.loops.nest.LoopNests;
import org.junit.jupiter.api.Test;

/** Arithmetic is allowed to be less exact. */
class RelaxTest {

    private static LoopNests roots() {
        return Scheduled.vector("Y[i] = rsqrt(X[i])", "Y[N]");
    }

    @Test
    void rootsAreLeftToTheCompiler() {
        assertThat(Scheduled.openCl(roots(), "Y: vectorize(i, 8)", "Y: relax()"))
                .isEqualTo("""
                        static float8 rsqrt8_relaxed(const float8 x) {
                            return 1.0f / sqrt(x);
                        }

                        // Requires N % 8 == 0.
                        __kernel void matmul(__global const float* restrict X, __global float* restrict Y, const int N) {
                            for (int i = 0; i < N; i += 8) {
                                vstore8(rsqrt8_relaxed(vload8(0, &X[i])), 0, &Y[i]);
                            }
                        }
                        """);
    }

    @Test
    void exponentialsAreOfOurOwn() {
        assertThat(Scheduled.openCl(Scheduled.vector("Y[i] = exp(X[i])", "Y[N]"), "Y: vectorize(i, 16)", "Y: relax()"))
                .isEqualTo("""
                        static float16 exp16_relaxed(const float16 x) {
                        #if defined(__x86_64__) || defined(__aarch64__)
                            const float16 y = min(max(x, -87.0f), 88.0f);
                            const int16 n = __builtin_convertvector(fma(y, (float16)(1.44269504f), (float16)(127.5f)), int16);
                            const float16 f = fma(y, (float16)(1.44269504f), 127.0f - __builtin_convertvector(n, float16));
                            float16 p = fma((float16)(0.0013264659f), f, (float16)(0.009671566f));
                            p = fma(p, f, (float16)(0.055507343f));
                            p = fma(p, f, (float16)(0.24022241f));
                            p = fma(p, f, (float16)(0.693147f));
                            p = fma(p, f, (float16)(1.0f));
                            return p * as_float16(n << 23);
                        #else
                            return native_exp(x);
                        #endif
                        }

                        // Requires N % 16 == 0.
                        __kernel void matmul(__global const float* restrict X, __global float* restrict Y, const int N) {
                            for (int i = 0; i < N; i += 16) {
                                vstore16(exp16_relaxed(vload16(0, &X[i])), 0, &Y[i]);
                            }
                        }
                        """);
    }

    @Test
    void maximaDoNotLookForNaN() {
        assertThat(Scheduled.openCl(
                        Scheduled.vector("Y[i] = max(j, X[i, j])", "Y[N]"), "Y: accumulate(j)", "Y: relax()"))
                .contains("acc = max(acc, X[i * N + j]);");
    }

    @Test
    void cudaLeavesItToItsCompiler() {
        assertThat(Scheduled.cuda(roots(), "Y: relax()")).contains("Y[i] = rsqrtf(X[i]);");
        assertThat(new CudaEmitter().buildOptions(true)).contains("-use_fast_math");
        assertThat(new CudaEmitter().buildOptions(false)).doesNotContain("-use_fast_math");
    }

    @Test
    void theCompilerIsToldForTheWholeProgram() {
        assertThat(new OpenClEmitter().buildOptions(true)).contains("-cl-unsafe-math-optimizations");
        assertThat(new OpenClEmitter().buildOptions(false)).doesNotContain("-cl-unsafe-math-optimizations");
    }

    @Test
    void aProductHasNothingToApproximate() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: relax()"))
                .isEqualTo("C: relax(): C has no quotient, function or maximum to approximate");
    }

    @Test
    void aSecondTimeIsRefused() {
        assertThat(Scheduled.refusal(roots(), GPU, "Y: relax()", "Y: relax()"))
                .isEqualTo("Y: relax(): the arithmetic of Y is relaxed already");
    }

    @Test
    void javaIsExact() {
        assertThat(Scheduled.refusal(roots(), NO_ITEMS, "Y: relax()"))
                .isEqualTo("Y: relax(): this language rounds every operation as it says");
    }
}
