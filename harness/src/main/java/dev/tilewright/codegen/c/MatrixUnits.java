package dev.tilewright.codegen.c;

/**
 * How CUDA C reaches matrix units: by the instruction {@code mma.m16n8k8} of PTX, which devices have since compute capability 8.0 and
 * which, unlike {@code wmma}, needs no header and says which work-item holds which element.
 *
 * <p>With u = 2⁻¹¹, what a matrix unit reads of x is big = x (1 + e₁), |e₁| ≤ u; the rest of it is exact, and small = (x - big) (1 + e₂), |e₂| ≤ u.
 * So big + small is x but for u² |x|. Left out are small · small, at most u² |a b|, and those two rests: together 3 u² |a b| = 3 · 2⁻²² |a b|,
 * or 12 roundings of a product to single precision, for each of the products that are summed.
 */
public final class MatrixUnits {

    /** The function that adds the product of two fragments to four accumulators. */
    static final String NAME = "multiply_fragments";

    public static final String DEFINITIONS = """
            __device__ __forceinline__ unsigned to_tf32(const float a) {
                unsigned rounded;
                asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(rounded) : "f"(a));
                return rounded;
            }

            __device__ __forceinline__ void multiply_tf32(float (&c)[2][2], const unsigned (&a)[4], const unsigned (&b)[2]) {
                asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
                             "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                             : "+f"(c[0][0]), "+f"(c[0][1]), "+f"(c[1][0]), "+f"(c[1][1])
                             : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
            }

            // Single precision by three products of TF32: what one of them rounds away, the other two add.
            __device__ __forceinline__ void multiply_fragments(
                    float (&c)[2][2], const float a0, const float a1, const float a2, const float a3, const float b0, const float b1) {
                const float a[4] = {a0, a1, a2, a3};
                const float b[2] = {b0, b1};
                unsigned a_big[4];
                unsigned a_small[4];
                unsigned b_big[2];
                unsigned b_small[2];
                #pragma unroll
                for (int n = 0; n < 4; ++n) {
                    a_big[n] = to_tf32(a[n]);
                    a_small[n] = to_tf32(a[n] - __uint_as_float(a_big[n]));
                }
                #pragma unroll
                for (int n = 0; n < 2; ++n) {
                    b_big[n] = to_tf32(b[n]);
                    b_small[n] = to_tf32(b[n] - __uint_as_float(b_big[n]));
                }
                multiply_tf32(c, a_small, b_big);
                multiply_tf32(c, a_big, b_small);
                multiply_tf32(c, a_big, b_big);
            }
            """;

    private MatrixUnits() {}
}
