package dev.tilewright.codegen;

import java.util.Set;
import java.util.regex.Pattern;

/** Words that mean something in OpenCL C or Java, so that nothing of a task's may be called like that in a kernel. */
final class Reserved {

    private static final Set<String> KEYWORDS = words("""
            abstract assert auto boolean break byte case catch char class const continue default do double else enum extends extern
            final finally float for goto if implements import inline instanceof int interface long native new package private
            protected public register restrict return short signed sizeof static strictfp struct super switch synchronized this
            throw throws transient try typedef union unsigned void volatile while true false null var record yield sealed permits
            kernel global local constant __kernel __global __local __constant bool half uchar ushort uint ulong size_t ptrdiff_t
            intptr_t uintptr_t event_t sampler_t image2d_t image3d_t quad complex imaginary NULL INFINITY NAN INT_MIN INT_MAX
            FLT_MAX M_PI Math FloatVector DoubleVector IntVector VectorSpecies VectorOperators Float Double Integer Object String
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

    private static final Pattern VECTOR_TYPE =
            Pattern.compile("(u?char|u?short|u?int|u?long|half|float|double|bool)(2|3|4|8|16)");

    private Reserved() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    /** Tells whether a variable may not be called {@code name}. */
    static boolean contains(String name) {
        return KEYWORDS.contains(name)
                || FUNCTIONS.contains(name)
                || VECTOR_TYPE.matcher(name).matches();
    }
}
