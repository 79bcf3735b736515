package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.MATRIX_UNITS;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.codegen.c.MatrixUnits;
import dev.tilewright.codegen.c.OpenClEmitter;
import dev.tilewright.codegen.java.JavaEmitter;
import dev.tilewright.device.BuildException;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Capability;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Sums of products are left to matrix units, where there are some and the sizes fit. */
class TensorizeTest {

    private static final WrittenCuda WRITTEN = new WrittenCuda();

    @AfterAll
    static void everyKernelHereCompiles() throws BuildException {
        WRITTEN.compile("TensorizeTest");
    }

    private static String cuda(LoopNests nests, String... steps) {
        return WRITTEN.cuda(nests, steps);
    }

    @Test
    void aWarpMultipliesFragments() {
        assertThat(WRITTEN.cuda(matmul(64, 64, 64), "C: bind(i, group)", "C: tensorize(i, j, k)"))
                .isEqualTo(MatrixUnits.DEFINITIONS + """

                        // Requires M % 16 == 0.
                        // Requires N % 8 == 0.
                        // Requires K % 8 == 0.
                        extern "C" __global__ void __launch_bounds__(32) matmul(
                                const float* __restrict__ A, const float* __restrict__ B, float* __restrict__ C, const int N, const int K) {
                            const int i = blockIdx.x * 16;
                            const int i2 = threadIdx.y;
                            const int j1 = threadIdx.x;
                            for (int j = 0; j < N; j += 8) {
                                float acc[2][2];
                                #pragma unroll
                                for (int i1 = 0; i1 < 2; ++i1) {
                                    #pragma unroll
                                    for (int j2 = 0; j2 < 2; ++j2) {
                                        acc[i1][j2] = 0.0f;
                                    }
                                }
                                for (int k = 0; k < K; k += 8) {
                                    multiply_fragments(acc, A[(i + i2) * K + j1 + k], A[(i + i2 + 8) * K + j1 + k],
                                            A[(i + i2) * K + j1 + k + 4], A[(i + i2 + 8) * K + j1 + k + 4], B[(j1 + k) * N + i2 + j],
                                            B[(j1 + k + 4) * N + i2 + j]);
                                }
                                #pragma unroll
                                for (int i1 = 0; i1 < 2; ++i1) {
                                    #pragma unroll
                                    for (int j2 = 0; j2 < 2; ++j2) {
                                        C[(i + 8 * i1 + i2) * N + j + 2 * j1 + j2] = acc[i1][j2];
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void warpsOfAGroupShareTilesAndHoldSeveralFragments() {
        assertThat(WRITTEN.cuda(
                        matmul(256, 256, 256),
                        "C: split(i, 64)",
                        "C: split(j, 64)",
                        "C: split(k, 16)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: tensorize(i1, j1, k1)",
                        "C: unroll-and-jam(i1, 2)",
                        "C: unroll-and-jam(j1, 4)",
                        "C: bind(i1, item)",
                        "C: bind(j1, item)",
                        "C: stage(A, k, pad=4)",
                        "C: stage(B, k, pad=8)",
                        "C: double-buffer(A, k)",
                        "C: double-buffer(B, k)",
                        "C: prefetch(A, k)",
                        "C: prefetch(B, k)"))
                .contains("const int i1 = threadIdx.z / 2;")
                .contains("const int j1 = threadIdx.z % 2;")
                .contains("float acc[2][4][2][2];")
                .contains("""
                                for (int k1 = 0; k1 < 2; ++k1) {
                                    #pragma unroll
                                    for (int i4 = 0; i4 < 2; ++i4) {
                                        #pragma unroll
                                        for (int j4 = 0; j4 < 4; ++j4) {
                                            multiply_fragments(acc[i4][j4], A_tile[k_buffer][32 * i1 + i3 + 16 * i4][j2 + 8 * k1],
                                                    A_tile[k_buffer][32 * i1 + i3 + 16 * i4 + 8][j2 + 8 * k1],
                                                    A_tile[k_buffer][32 * i1 + i3 + 16 * i4][j2 + 8 * k1 + 4],
                                                    A_tile[k_buffer][32 * i1 + i3 + 16 * i4 + 8][j2 + 8 * k1 + 4],
                                                    B_tile[k_buffer][j2 + 8 * k1][i3 + 32 * j1 + 8 * j4],
                                                    B_tile[k_buffer][j2 + 8 * k1 + 4][i3 + 32 * j1 + 8 * j4]);
                                        }
                                    }
                                }
                        """);
    }

    /** The arithmetic of the three products, in which each operand is rounded to the bits that a matrix unit reads. */
    @Test
    void threeProductsKeepSinglePrecision() {
        SplittableRandom random = new SplittableRandom(11);
        double bound = 3 * Math.pow(2, -22);
        double single = 0;
        for (int i = 0; i < 100_000; i++) {
            float a = (float) random.nextDouble(-2, 2);
            float b = (float) random.nextDouble(-2, 2);
            float aBig = tf32(a);
            float bBig = tf32(b);
            double product = (double) tf32(a - aBig) * bBig + (double) aBig * tf32(b - bBig) + (double) aBig * bBig;
            double exact = (double) a * b;
            assertThat(Math.abs(product - exact)).isLessThanOrEqualTo(bound * Math.abs(exact) * (1 + 1e-3));
            single = Math.max(single, Math.abs(((double) aBig * bBig - exact) / exact));
        }
        assertThat(single).as("the error of one product").isGreaterThan(5e-4);
    }

    /** Rounds to ten bits of fraction, ties away from zero, as {@code cvt.rna.tf32.f32} does. */
    private static float tf32(float x) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(x) + 0x1000 & ~0x1fff);
    }

    @Test
    void aDeviceWithoutMatrixUnitsIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: tensorize(i, j, k)"))
                .isEqualTo(
                        "C: tensorize(i, j, k): this device has no matrix units, or this language does not reach them");
    }

    @Test
    void openClAndJavaHaveNone() {
        assertThat(new OpenClEmitter().restrict(MATRIX_UNITS).permits(Capability.MATRIX_UNITS))
                .isFalse();
        assertThat(new JavaEmitter().restrict(MATRIX_UNITS).permits(Capability.MATRIX_UNITS))
                .isFalse();
    }

    @Test
    void aSizeThatFragmentsDoNotDivideIsRefused() {
        assertThat(Scheduled.refusal(matmul(61, 64, 64), MATRIX_UNITS, "C: tensorize(i, j, k)"))
                .isEqualTo("C: tensorize(i, j, k): a fragment of 16 elements along i would reach over the end of M");
        assertThat(Scheduled.refusal(matmul(64, 64, 67), MATRIX_UNITS, "C: tensorize(i, j, k)"))
                .isEqualTo("C: tensorize(i, j, k): a fragment of 8 elements along k would reach over the end of K");
    }

    @Test
    void loopsOfTheWrongKindAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), MATRIX_UNITS, "C: tensorize(i, k, j)"))
                .isEqualTo("C: tensorize(i, k, j): a fragment spans parallel loops of two axes and a reduction loop, in"
                        + " this order");
    }

    @Test
    void anOperandThatVariesAlongBothAxesIsRefused() {
        LoopNests batched = Computations.nests(
                "Y[i, j] = sum(k, A[i, j, k] * X[k])",
                List.of("N"),
                List.of("A[N, N, N]", "X[N]", "Y[N, N]"),
                List.of("Y"),
                Map.of("N", 64L));
        assertThat(Scheduled.refusal(batched, MATRIX_UNITS, "Y: tensorize(i, j, k)"))
                .isEqualTo("Y: tensorize(i, j, k): no factor varies along i and not along j");
    }

    @Test
    void whatIsNoSumOfProductsIsRefused() {
        assertThat(Scheduled.refusal(
                        Computations.nests(
                                "C[i, j] = max(k, A[i, k] * B[k, j])",
                                List.of("N"),
                                List.of("A[N, N]", "B[N, N]", "C[N, N]"),
                                List.of("C"),
                                Map.of("N", 64L)),
                        MATRIX_UNITS,
                        "C: tensorize(i, j, k)"))
                .isEqualTo(
                        "C: tensorize(i, j, k): matrix units compute sums of products of two elements, and C is none");
    }

    @Test
    void doublePrecisionIsRefused() {
        LoopNests wide = LoopNests.of(
                Computations.parse(
                        "C[i, j] = sum(k, A[i, k] * B[k, j])",
                        List.of("N"),
                        List.of("A[N, N]", "B[N, N]", "C[N, N]"),
                        List.of("C")),
                Map.of("A", ElementType.FLOAT64, "B", ElementType.FLOAT64, "C", ElementType.FLOAT64),
                Map.of("N", 64L));
        assertThat(Scheduled.refusal(wide, MATRIX_UNITS, "C: tensorize(i, j, k)"))
                .isEqualTo("C: tensorize(i, j, k): matrix units multiply float32, and C is none");
    }

    @Test
    void theLoopsOfAFragmentStay() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), MATRIX_UNITS, "C: tensorize(i, j, k)", "C: reorder(j1, i2)"))
                .isEqualTo("C: reorder(j1, i2): the loops of a matrix fragment of C stay as they are, innermost");
    }

    @Test
    void aSecondFragmentIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64), MATRIX_UNITS, "C: tensorize(i, j, k)", "C: tensorize(i, j, k)"))
                .isEqualTo("C: tensorize(i, j, k): C is computed by matrix units already");
    }

    @Test
    void panelsNarrowerThanAFragmentAreRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), MATRIX_UNITS, "C: tensorize(i, j, k)", "C: pack(B, j, 2)"))
                .isEqualTo("C: pack(B, j, 2): panels of 2 elements of B_panels are narrower than a fragment");
    }
}
