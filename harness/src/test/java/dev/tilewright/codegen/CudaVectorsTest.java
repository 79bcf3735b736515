package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.matmul;
import static dev.tilewright.loops.Computations.nests;
import static dev.tilewright.loops.Computations.parse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.BuildException;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What vectors look like in CUDA C, and where they are read and written whole. All kernels are compiled, where there is a compiler. */
class CudaVectorsTest {

    private static final WrittenCuda WRITTEN = new WrittenCuda();

    @AfterAll
    static void everyKernelHereCompiles() throws BuildException {
        WRITTEN.compile("CudaVectorsTest");
    }

    /** Returns a maximum over rows of elements of one type. */
    private static LoopNests rowMaximum(ElementType type) {
        return LoopNests.of(
                parse("Y[i] = max(j, X[i, j])", List.of("N"), List.of("X[N, N]", "Y[N]"), List.of("Y")),
                Map.of("X", type, "Y", type),
                Map.of("N", 64L));
    }

    @Test
    void rowsThatTheLanesDoNotDivideAreReadElementByElement() {
        assertThat(WRITTEN.cuda(
                        matmul(64, 67, 71),
                        "C: split(i, 8)",
                        "C: bind(i, group)",
                        "C: bind(i1, item)",
                        "C: vectorize(j, 4)",
                        "C: accumulate(k)"))
                .isEqualTo("""
                        __device__ __forceinline__ float4 load4_unaligned(const float* p) {
                            return make_float4(p[0], p[1], p[2], p[3]);
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

                        __device__ __forceinline__ void store4_unaligned(float* p, const float4 a) {
                            p[0] = a.x;
                            p[1] = a.y;
                            p[2] = a.z;
                            p[3] = a.w;
                        }

                        // Requires M % 8 == 0.
                        extern "C" __global__ void __launch_bounds__(8) matmul(
                                const float* __restrict__ A, const float* __restrict__ B, float* __restrict__ C, const int N, const int K) {
                            const int i = blockIdx.x * 8 + threadIdx.x;
                            for (int j = 0; j < N; j += 4) {
                                if (j + 3 < N) {
                                    float4 acc = spread4(0.0f);
                                    for (int k = 0; k < K; ++k) {
                                        acc += A[i * K + k] * load4_unaligned(&B[k * N + j]);
                                    }
                                    store4_unaligned(&C[i * N + j], acc);
                                } else {
                                    float acc[4];
                                    for (int j1 = 0; j1 < 4 && j + j1 < N; ++j1) {
                                        acc[j1] = 0.0f;
                                    }
                                    for (int k = 0; k < K; ++k) {
                                        for (int j1 = 0; j1 < 4 && j + j1 < N; ++j1) {
                                            acc[j1] += A[i * K + k] * B[k * N + j + j1];
                                        }
                                    }
                                    for (int j1 = 0; j1 < 4 && j + j1 < N; ++j1) {
                                        C[i * N + j + j1] = acc[j1];
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void anOffsetIsReadElementByElement() {
        LoopNests differences = nests(
                "Y[i] = X[i + 1] - X[i]", List.of("N"), List.of("X[N + 1]", "Y[N]"), List.of("Y"), Map.of("N", 64L));
        assertThat(WRITTEN.cuda(
                        differences,
                        "Y: split(i, 256)",
                        "Y: bind(i, group)",
                        "Y: vectorize(i1, 4)",
                        "Y: bind(i1, item)"))
                .isEqualTo("""
                        __device__ __forceinline__ float4 load4(const float* p) {
                            return *reinterpret_cast<const float4*>(p);
                        }

                        __device__ __forceinline__ float4 load4_unaligned(const float* p) {
                            return make_float4(p[0], p[1], p[2], p[3]);
                        }

                        __device__ __forceinline__ float4 operator-(const float4 a, const float4 b) {
                            return make_float4(a.x - b.x, a.y - b.y, a.z - b.z, a.w - b.w);
                        }

                        __device__ __forceinline__ void store4(float* p, const float4 a) {
                            *reinterpret_cast<float4*>(p) = a;
                        }

                        extern "C" __global__ void __launch_bounds__(64) matmul(
                                const float* __restrict__ X, float* __restrict__ Y, const int N) {
                            const int i = (blockIdx.x * 64 + threadIdx.x) * 4;
                            if (i + 3 < N) {
                                store4(&Y[i], load4_unaligned(&X[i + 1]) - load4(&X[i]));
                            } else {
                                for (int i2 = 0; i2 < 4 && i + i2 < N; ++i2) {
                                    Y[i + i2] = X[i + i2 + 1] - X[i + i2];
                                }
                            }
                        }
                        """);
    }

    @Test
    void lanesInPanelsAreAlignedWhereThePanelsAre() {
        assertThat(Scheduled.cuda(matmul(64, 64, 64), "C: pack(B, j, 16)", "C: vectorize(j1, 4)"))
                .contains("load4(&B_panels[j * K + 16 * k + 4 * j1])");
        assertThat(Scheduled.cuda(matmul(60, 60, 60), "C: pack(B, j, 6)", "C: vectorize(j1, 2)"))
                .contains("load2(&B_panels[j * K + 6 * k + 2 * j1])");
    }

    @Test
    void aVectorizedMaximumBeginsAtInfinityAndFoldsItsLanes() {
        assertThat(WRITTEN.cuda(
                        rowMaximum(ElementType.FLOAT32),
                        "Y: accumulate(j)",
                        "Y: split(j, 4)",
                        "Y: vectorize(j1, 4)",
                        "Y: split(i, 32)",
                        "Y: bind(i, group)",
                        "Y: bind(i1, item)"))
                .isEqualTo("""
                        #define FLOAT_INFINITY __int_as_float(0x7f800000)

                        __device__ __forceinline__ float max_lanes4(const float4 a) {
                            return fmaxf(fmaxf(a.x, a.z), fmaxf(a.y, a.w));
                        }

                        __device__ __forceinline__ float4 load4(const float* p) {
                            return *reinterpret_cast<const float4*>(p);
                        }

                        __device__ __forceinline__ float4 max(const float4 a, const float4 b) {
                            return make_float4(fmaxf(a.x, b.x), fmaxf(a.y, b.y), fmaxf(a.z, b.z), fmaxf(a.w, b.w));
                        }

                        __device__ __forceinline__ float4 spread4(const float a) {
                            return make_float4(a, a, a, a);
                        }

                        // Requires N % 32 == 0.
                        // Requires N % 4 == 0.
                        extern "C" __global__ void __launch_bounds__(32) matmul(
                                const float* __restrict__ X, float* __restrict__ Y, const int N) {
                            const int i = blockIdx.x * 32 + threadIdx.x;
                            float4 acc = spread4(-FLOAT_INFINITY);
                            for (int j = 0; j < N; j += 4) {
                                acc = max(acc, load4(&X[i * N + j]));
                            }
                            Y[i] = max_lanes4(acc);
                        }
                        """);
    }

    @Test
    void aVectorOfDoublesHasTwoLanes() throws IllegalTransformationException {
        assertThat(WRITTEN.cuda(
                        rowMaximum(ElementType.FLOAT64),
                        "Y: bind(i, group)",
                        "Y: accumulate(j)",
                        "Y: split(j, 2)",
                        "Y: vectorize(j1, 2)"))
                .isEqualTo("""
                        #define DOUBLE_INFINITY __longlong_as_double(0x7ff0000000000000LL)

                        __device__ __forceinline__ double max_lanes2(const double2 a) {
                            return fmax(a.x, a.y);
                        }

                        __device__ __forceinline__ double2 load2(const double* p) {
                            return *reinterpret_cast<const double2*>(p);
                        }

                        __device__ __forceinline__ double2 max(const double2 a, const double2 b) {
                            return make_double2(fmax(a.x, b.x), fmax(a.y, b.y));
                        }

                        __device__ __forceinline__ double2 spread2(const double a) {
                            return make_double2(a, a);
                        }

                        // Requires N % 2 == 0.
                        extern "C" __global__ void matmul(const double* __restrict__ X, double* __restrict__ Y, const int N) {
                            const int i = blockIdx.x;
                            double2 acc = spread2(-DOUBLE_INFINITY);
                            for (int j = 0; j < N; j += 2) {
                                acc = max(acc, load2(&X[i * N + j]));
                            }
                            Y[i] = max_lanes2(acc);
                        }
                        """);
        assertThat(WrittenCuda.refusal(
                        rowMaximum(ElementType.FLOAT64), "Y: accumulate(j)", "Y: split(j, 4)", "Y: vectorize(j1, 4)"))
                .isEqualTo("a vector of 4 lanes takes 32 bytes, and the largest in CUDA C has 16");
    }

    @Test
    void integersHaveVectorsToo() {
        assertThat(WRITTEN.cuda(
                        rowMaximum(ElementType.INT32),
                        "Y: bind(i, group)",
                        "Y: accumulate(j)",
                        "Y: split(j, 4)",
                        "Y: vectorize(j1, 4)"))
                .isEqualTo("""
                        __device__ __forceinline__ int max_lanes4(const int4 a) {
                            return max(max(a.x, a.z), max(a.y, a.w));
                        }

                        __device__ __forceinline__ int4 load4(const int* p) {
                            return *reinterpret_cast<const int4*>(p);
                        }

                        __device__ __forceinline__ int4 max(const int4 a, const int4 b) {
                            return make_int4(max(a.x, b.x), max(a.y, b.y), max(a.z, b.z), max(a.w, b.w));
                        }

                        __device__ __forceinline__ int4 spread4(const int a) {
                            return make_int4(a, a, a, a);
                        }

                        // Requires N % 4 == 0.
                        extern "C" __global__ void matmul(const int* __restrict__ X, int* __restrict__ Y, const int N) {
                            const int i = blockIdx.x;
                            int4 acc = spread4((-0x7fffffff - 1));
                            for (int j = 0; j < N; j += 4) {
                                acc = max(acc, load4(&X[i * N + j]));
                            }
                            Y[i] = max_lanes4(acc);
                        }
                        """);
    }

    @Test
    void functionsOfVectorsAreThoseOfTheirElements() {
        assertThat(WRITTEN.cuda(
                        Scheduled.vector("Y[i] = max(exp(-X[i]) / 2, X[i] * 0.5) - tanh(1)", "Y[N]"),
                        "Y: vectorize(i, 2)",
                        "Y: bind(i, group)"))
                .isEqualTo("""
                        __device__ __forceinline__ float2 exp(const float2 a) {
                            return make_float2(expf(a.x), expf(a.y));
                        }

                        __device__ __forceinline__ float2 load2(const float* p) {
                            return *reinterpret_cast<const float2*>(p);
                        }

                        __device__ __forceinline__ float2 max(const float2 a, const float2 b) {
                            return make_float2(fmaxf(a.x, b.x), fmaxf(a.y, b.y));
                        }

                        __device__ __forceinline__ float2 operator*(const float2 a, const float b) {
                            return make_float2(a.x * b, a.y * b);
                        }

                        __device__ __forceinline__ float2 operator-(const float2 a) {
                            return make_float2(-a.x, -a.y);
                        }

                        __device__ __forceinline__ float2 operator-(const float2 a, const float b) {
                            return make_float2(a.x - b, a.y - b);
                        }

                        __device__ __forceinline__ float2 operator/(const float2 a, const float b) {
                            return make_float2(a.x / b, a.y / b);
                        }

                        __device__ __forceinline__ void store2(float* p, const float2 a) {
                            *reinterpret_cast<float2*>(p) = a;
                        }

                        // Requires N % 2 == 0.
                        extern "C" __global__ void matmul(const float* __restrict__ X, float* __restrict__ Y) {
                            const int i = blockIdx.x * 2;
                            store2(&Y[i], max(exp(-load2(&X[i])) / 2.0f, load2(&X[i]) * 0.5f) - tanhf(1.0f));
                        }
                        """);
    }
}
