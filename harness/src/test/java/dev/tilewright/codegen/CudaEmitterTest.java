package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.matmul;
import static dev.tilewright.loops.Computations.nests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.codegen.c.CudaEmitter;
import dev.tilewright.device.BuildException;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Capability;
import dev.tilewright.loops.transform.Limits;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What kernels look like in CUDA C. All of them are compiled, where there is a compiler. */
class CudaEmitterTest {

    private static final WrittenCuda WRITTEN = new WrittenCuda();

    @AfterAll
    static void everyKernelHereCompiles() throws BuildException {
        WRITTEN.compile("CudaEmitterTest");
    }

    @Test
    void aGroupSharesTilesAndEachWorkItemHoldsATileOfVectors() {
        assertThat(WRITTEN.cuda(
                        matmul(64, 64, 64),
                        "C: split(i, 64)",
                        "C: split(j, 64)",
                        "C: split(k, 16)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: split(i1, 4)",
                        "C: vectorize(j1, 4)",
                        "C: bind(i1, item)",
                        "C: bind(j1, item)",
                        "C: accumulate(k)",
                        "C: unroll(i2, 4)",
                        "C: reorder(k, k1, i2)",
                        "C: stage(A, k)",
                        "C: stage(B, k)"))
                .isEqualTo("""
                        __device__ __forceinline__ float4 load4(const float* p) {
                            return *reinterpret_cast<const float4*>(p);
                        }

                        __device__ __forceinline__ float4 operator*(const float a, const float4 b) {
                            return make_float4(a * b.x, a * b.y, a * b.z, a * b.w);
                        }

                        __device__ __forceinline__ float4 spread4(const float a) {
                            return make_float4(a, a, a, a);
                        }

                        __device__ __forceinline__ void operator+=(float4& a, const float4 b) {
                            a = make_float4(a.x + b.x, a.y + b.y, a.z + b.z, a.w + b.w);
                        }

                        __device__ __forceinline__ void store4(float* p, const float4 a) {
                            *reinterpret_cast<float4*>(p) = a;
                        }

                        // Requires M % 64 == 0.
                        // Requires N % 64 == 0.
                        // Requires K % 16 == 0.
                        extern "C" __global__ void __launch_bounds__(256) matmul(
                                const float* __restrict__ A, const float* __restrict__ B, float* __restrict__ C, const int N, const int K) {
                            __shared__ float A_tile[64][16];
                            __shared__ __align__(16) float B_tile[16][64];
                            const int item = threadIdx.x + threadIdx.y * 16;
                            const int i = blockIdx.y * 64;
                            const int j = blockIdx.x * 64;
                            const int i1 = threadIdx.y;
                            const int j1 = threadIdx.x;
                            float4 acc[4];
                            #pragma unroll
                            for (int i2 = 0; i2 < 4; ++i2) {
                                acc[i2] = spread4(0.0f);
                            }
                            for (int k = 0; k < K; k += 16) {
                                for (int t = item; t < 1024; t += 256) {
                                    const int t0 = t / 16;
                                    const int t1 = t % 16;
                                    A_tile[t0][t1] = A[(i + t0) * K + k + t1];
                                }
                                for (int t = item; t < 1024; t += 256) {
                                    const int t0 = t / 64;
                                    const int t1 = t % 64;
                                    B_tile[t0][t1] = B[(k + t0) * N + j + t1];
                                }
                                __syncthreads();
                                for (int k1 = 0; k1 < 16; ++k1) {
                                    #pragma unroll
                                    for (int i2 = 0; i2 < 4; ++i2) {
                                        acc[i2] += A_tile[4 * i1 + i2][k1] * load4(&B_tile[k1][4 * j1]);
                                    }
                                }
                                __syncthreads();
                            }
                            #pragma unroll
                            for (int i2 = 0; i2 < 4; ++i2) {
                                store4(&C[(i + 4 * i1 + i2) * N + j + 4 * j1], acc[i2]);
                            }
                        }
                        """);
    }

    @Test
    void groupsAndItemsTakeTheirPlacesInTheGrid() {
        assertThat(WRITTEN.cuda(
                        matmul(61, 67, 71),
                        "C: split(j, 16)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: bind(j1, item)"))
                .isEqualTo("""
                        extern "C" __global__ void __launch_bounds__(16) matmul(
                                const float* __restrict__ A, const float* __restrict__ B, float* __restrict__ C, const int N, const int K) {
                            const int i = blockIdx.y;
                            const int j = blockIdx.x * 16 + threadIdx.x;
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
    void moreGroupsThanDimensionOneHoldsShareDimensionZero() {
        assertThat(WRITTEN.cuda(
                        matmul(100_000, 64, 64),
                        "C: split(j, 16)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: bind(j1, item)"))
                .isEqualTo("""
                        // Requires N % 16 == 0.
                        extern "C" __global__ void __launch_bounds__(16) matmul(
                                const float* __restrict__ A, const float* __restrict__ B, float* __restrict__ C, const int N, const int K) {
                            const int i = blockIdx.x / ((N + 15) / 16);
                            const int j = blockIdx.x % ((N + 15) / 16) * 16;
                            const int j1 = threadIdx.x;
                            C[i * N + j + j1] = 0.0f;
                            for (int k = 0; k < K; ++k) {
                                C[i * N + j + j1] += A[i * K + k] * B[k * N + j + j1];
                            }
                        }
                        """);
    }

    @Test
    void moreGroupsThanAGridHoldsIsRefused() throws IllegalTransformationException {
        assertThat(WrittenCuda.refusal(matmul(100_000, 50_000, 4), "C: bind(i, group)", "C: bind(j, group)"))
                .isEqualTo("matmul would have 5000000000 groups along dimension 0, and CUDA launches 2147483647");
    }

    @Test
    void wordsOfCudaGetAnUnderscore() {
        LoopNests named = nests(
                "class[template] = threadIdx[template] * 2",
                List.of("operator"),
                List.of("threadIdx[operator]", "class[operator]"),
                List.of("class"),
                Map.of("operator", 64L));
        assertThat(WRITTEN.cuda(
                        named,
                        "class: split(template, 32)",
                        "class: bind(template, group)",
                        "class: bind(template1, item)"))
                .isEqualTo("""
                        // Requires operator % 32 == 0.
                        extern "C" __global__ void __launch_bounds__(32) matmul(
                                const float* __restrict__ threadIdx_, float* __restrict__ class_) {
                            const int template_ = blockIdx.x * 32 + threadIdx.x;
                            class_[template_] = threadIdx_[template_] * 2.0f;
                        }
                        """);
    }

    @Test
    void whatCudasHeadersDeclareIsNoNameOfAnEntryPoint() throws IllegalTransformationException {
        LoopNests nests = Scheduled.vector("Y[i] = X[i]", "Y[N]");
        Buffer x = new Buffer("X", ElementType.FLOAT32, List.of(64L), Buffer.Role.INPUT);
        Buffer y = new Buffer("Y", ElementType.FLOAT32, List.of(64L), Buffer.Role.OUTPUT);
        Kernel kernel =
                Programs.of("time", nests, List.of(x, y), new CudaEmitter()).kernel();
        assertThat(kernel.entries()).containsExactly("time_kernel");
        WRITTEN.add(kernel);
    }

    @Test
    void limitsAreThoseOfEveryDevice() {
        assertThat(new CudaEmitter()
                        .restrict(new Limits(
                                4096, 227 << 10, 16, Limits.UNROLLED_OPERATIONS, EnumSet.allOf(Capability.class))))
                .isEqualTo(new Limits(
                        1024,
                        48 << 10,
                        4,
                        Limits.UNROLLED_OPERATIONS,
                        EnumSet.complementOf(EnumSet.of(Capability.LINE_HINTS))));
    }
}
