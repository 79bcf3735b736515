package dev.tilewright.kernel;

import java.util.Set;
import java.util.regex.Pattern;

/** Words that mean something in OpenCL C, CUDA C or Java, so that nothing of a task's may be called like that in a kernel. */
public final class ReservedWords {

    private static final Set<String> KEYWORDS = words("""
            abstract assert auto boolean break byte case catch char class const continue default do double else enum extends extern
            final finally float for goto if implements import inline instanceof int interface long native new package private
            protected public register restrict return short signed sizeof static strictfp struct super switch synchronized this
            throw throws transient try typedef union unsigned void volatile while true false null var record yield sealed permits
            kernel global local constant __kernel __global __local __constant bool half uchar ushort uint ulong size_t ptrdiff_t
            intptr_t uintptr_t event_t sampler_t image2d_t image3d_t quad complex imaginary NULL INFINITY NAN INT_MIN INT_MAX
            FLT_MAX M_PI Math FloatVector DoubleVector IntVector VectorSpecies VectorShuffle VectorOperators Float Double Integer Object String
            FloatArray DoubleArray IntArray KernelContext TornadoMath Parallel
            alignas alignof and and_eq asm bitand bitor co_await co_return co_yield compl concept const_cast consteval constexpr
            constinit decltype delete dynamic_cast explicit export friend main mutable namespace noexcept not not_eq nullptr operator
            or or_eq reinterpret_cast requires static_assert static_cast template thread_local typeid typename using virtual
            wchar_t char8_t char16_t char32_t xor xor_eq std dim3 blockDim blockIdx gridDim threadIdx warpSize __align__ __device__
            __forceinline__ __global__ __host__ __launch_bounds__ __managed__ __noinline__ __restrict__ __shared__ __constant__
            __syncthreads FLOAT_INFINITY DOUBLE_INFINITY
            """);

    private static final Set<String> FUNCTIONS = words("""
            abs acos acosh add_sat all any as_float as_int asin asinh atan atan2 atanh barrier bitselect cbrt ceil clamp clz
            copysign cos cosh cross degrees distance dot erf erfc exp exp10 exp2 expm1 fabs fdim floor fma fmax fmin fmod fract
            frexp get_global_id get_global_size get_group_id get_local_id get_local_size get_num_groups hadd hypot ilogb
            isequal isfinite isinf isnan ldexp length lgamma log log10 log1p log2 logb mad mad24 mad_hi max maxmag mem_fence min
            minmag mix modf mul24 mul_hi nan nextafter normalize pow pown powr prefetch printf radians remainder rhadd rint
            rootn rotate round rsqrt select shuffle sign signbit sin sincos sinh smoothstep sqrt step sub_sat tan tanh tgamma
            trunc upsample vec_step
            """);

    /** What a C library declares that {@code nvcc} includes: no kernel may be called so, and a variable may. */
    private static final Set<String> LIBRARY = words("""
            abort alloca asprintf atexit atof atoi atol bsearch calloc clock div exit free gamma getenv index j0 j1 jn labs ldiv
            malloc memchr memcmp memcpy memmove memset puts qsort raise rand random realloc rindex scanf signal significand srand
            stpcpy strcat strchr strcmp strcpy strlen strtol system time y0 y1 yn
            """);

    private static final Pattern VECTOR_TYPE =
            Pattern.compile("(u?char|u?short|u?int|u?long|u?longlong|half|float|double|bool)(1|2|3|4|8|16)");

    /** The functions that emitters define. */
    private static final Pattern DEFINED = Pattern.compile(
            "((sum|prod|max|min)_lanes|spread)\\d+|(load|store|transpose)\\d+(_unaligned)?|make_[a-z]+\\d|prefetch_line");

    private ReservedWords() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    /** Tells whether a variable may not be called {@code name}. */
    public static boolean contains(String name) {
        return KEYWORDS.contains(name)
                || FUNCTIONS.contains(name)
                || isSinglePrecision(name)
                || VECTOR_TYPE.matcher(name).matches()
                || DEFINED.matcher(name).matches();
    }

    /** Tells whether it is {@code expf} or the like. */
    private static boolean isSinglePrecision(String name) {
        return name.endsWith("f") && FUNCTIONS.contains(name.substring(0, name.length() - 1));
    }

    /** Tells whether an entry point may not be called {@code name}. */
    public static boolean containsEntry(String name) {
        return contains(name) || LIBRARY.contains(name);
    }
}
