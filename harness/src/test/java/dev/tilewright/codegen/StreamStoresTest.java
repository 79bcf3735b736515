package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.NO_ITEMS;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.nest.LoopNests;
import org.junit.jupiter.api.Test;

/** Whole vectors of results are stored past the caches. */
class StreamStoresTest {

    private static LoopNests doubled() {
        return Scheduled.vector("Y[i] = X[i] + X[i]", "Y[N]");
    }

    @Test
    void vectorsAreStoredPastTheCaches() {
        assertThat(Scheduled.openCl(doubled(), "Y: vectorize(i, 8)", "Y: stream-stores()"))
                .isEqualTo("""
                        static void store8_streaming(const float8 value, __global float* p) {
                        #ifdef __clang__
                            __builtin_nontemporal_store(value, (__global float8*)p);
                        #else
                            vstore8(value, 0, p);
                        #endif
                        }

                        // Requires N % 8 == 0.
                        __kernel void matmul(__global const float* restrict X, __global float* restrict Y, const int N) {
                            for (int i = 0; i < N; i += 8) {
                                store8_streaming(vload8(0, &X[i]) + vload8(0, &X[i]), &Y[i]);
                            }
                        }
                        """);
    }

    @Test
    void inCudaToo() {
        assertThat(Scheduled.cuda(doubled(), "Y: vectorize(i, 4)", "Y: stream-stores()"))
                .isEqualTo("""
                        __device__ __forceinline__ float4 load4(const float* p) {
                            return *reinterpret_cast<const float4*>(p);
                        }

                        __device__ __forceinline__ float4 operator+(const float4 a, const float4 b) {
                            return make_float4(a.x + b.x, a.y + b.y, a.z + b.z, a.w + b.w);
                        }

                        __device__ __forceinline__ void store4_streaming(float* p, const float4 a) {
                            __stcs(reinterpret_cast<float4*>(p), a);
                        }

                        // Requires N % 4 == 0.
                        extern "C" __global__ void matmul(const float* __restrict__ X, float* __restrict__ Y, const int N) {
                            for (int i = 0; i < N; i += 4) {
                                store4_streaming(&Y[i], load4(&X[i]) + load4(&X[i]));
                            }
                        }
                        """);
    }

    @Test
    void vectorsThatMayLieAcrossLinesAreStoredAsBefore() {
        assertThat(Scheduled.openCl(matmul(64, 60, 64), "C: vectorize(j, 8)", "C: accumulate(k)", "C: stream-stores()"))
                .contains("vstore8(acc, 0, &C[i * N + j])")
                .doesNotContain("streaming");
    }

    @Test
    void scalarsAreRefused() {
        assertThat(Scheduled.refusal(doubled(), GPU, "Y: stream-stores()"))
                .isEqualTo(
                        "Y: stream-stores(): results of Y are stored one by one; vectorize along a dimension of it first");
    }

    @Test
    void partialResultsInMemoryAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: vectorize(j, 8)", "C: stream-stores()"))
                .isEqualTo(
                        "C: stream-stores(): partial results of C are read again from memory; accumulate the whole reduction in registers first");
    }

    @Test
    void aSecondTimeIsRefused() {
        assertThat(Scheduled.refusal(doubled(), GPU, "Y: vectorize(i, 8)", "Y: stream-stores()", "Y: stream-stores()"))
                .isEqualTo("Y: stream-stores(): the results of Y pass the caches by already");
    }

    @Test
    void javaHasNoSuchStores() {
        assertThat(Scheduled.refusal(doubled(), NO_ITEMS, "Y: vectorize(i, 8)", "Y: stream-stores()"))
                .isEqualTo("Y: stream-stores(): this language has no stores that pass the caches by");
    }
}
