package dev.tilewright.kernels.screen;

import dev.tilewright.kernel.CudaHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The part of CUDA C++ that runs on the device and computes: no output, heap, clocks, launches of further kernels, or exceptions. */
enum CudaVocabulary implements CVocabulary {
    INSTANCE;

    private static final Pattern TYPES =
            Pattern.compile("(?:u?char|u?short|u?int|u?long|u?longlong|float|double)[1234]|dim3");

    private static final Set<String> QUALIFIERS = Words.of("""
            __global__ __device__ __host__ __shared__ __forceinline__ __noinline__ __inline__ __restrict__ __restrict
            __grid_constant__ inline volatile
            """);

    private static final Set<String> WITH_ARGUMENTS =
            Set.of("__launch_bounds__", "__align__", "alignas", "__maxnreg__", "__cluster_dims__");

    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("extern", "extern, which names something outside of the kernel"),
            Map.entry("typeof", "typeof, behind which a type hides"),
            Map.entry("decltype", "decltype, behind which a type hides"),
            Map.entry("new", "new: a kernel has no heap"),
            Map.entry("delete", "delete: a kernel has no heap"),
            Map.entry("virtual", "virtual, which calls through a pointer"),
            Map.entry("const_cast", "const_cast, which changes what is constant"),
            Map.entry("mutable", "mutable, which changes what is constant"),
            Map.entry("throw", "throw: a kernel has no exceptions"),
            Map.entry("try", "try: a kernel has no exceptions"),
            Map.entry("catch", "catch: a kernel has no exceptions"),
            Map.entry("typeid", "typeid, behind which a type hides"),
            Map.entry("dynamic_cast", "dynamic_cast, which looks at types while it runs"),
            Map.entry("thread_local", "thread_local, which keeps what one run leaves for the next"),
            Map.entry("__managed__", "__managed__, which keeps what one run leaves for the next"),
            Map.entry("cudaLaunchDevice", "a launch of a further kernel"));

    private static final Set<String> PLAIN = Words.of("""
            __half __half2 __nv_bfloat16 __nv_bfloat162 __nv_fp8_e4m3 __nv_fp8_e5m2 __CUDA_ARCH__ __CUDACC__ __CUDACC_RTC__
            """);

    private static final Set<String> MATH = Words.of("""
            acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh cospi erf erfc erfcinv erfcx erfinv exp exp10 exp2
            expm1 fabs fdim fdivide floor fma fmax fmin fmod frexp hypot ilogb ldexp lgamma log log10 log1p log2 logb max min modf
            nearbyint nextafter norm norm3d normcdf pow rcbrt remainder remquo rhypot rint rnorm3d round roundf rsqrt scalbn sin
            sincos sincospi sinh sinpi sqrt tan tanh tgamma trunc lrint llrint lround llround abs labs llabs
            isnan isinf isfinite signbit umin umax llmin llmax ullmin ullmax
            """);

    private static final Pattern FAMILIES =
            Pattern.compile("make_(?:u?char|u?short|u?int|u?long|u?longlong|float|double)[1234]"
                    + "|make_half2|make_bfloat162"
                    + "|__(?:syncthreads|syncthreads_(?:count|and|or)|syncwarp|threadfence|threadfence_block|activemask)"
                    + "|__(?:shfl|shfl_up|shfl_down|shfl_xor|all|any|ballot|match_any|match_all|reduce_(?:add|min|max|and|or|xor))_sync"
                    + "|atomic(?:Add|Sub|Exch|Min|Max|Inc|Dec|CAS|And|Or|Xor)(?:_block)?"
                    + "|__(?:ldg|ldca|ldcg|ldcs|ldlu|ldcv|stcg|stcs|stwb|stwt)"
                    + "|__(?:f|d|ll|ull|u|i|h|half)?(?:add|sub|mul|fma|fmaf|maf|mad|div|rcp|sqrt|rsqrt|fsqrt)2?(?:_r[nzud])?(?:_sat|_ftz|_relu)?"
                    + "|__(?:cos|sin|tan|exp|exp10|log|log2|log10|pow|fdivide|sincos|saturate)f"
                    + "|__(?:mul24|umul24|mulhi|umulhi|mul64hi|umul64hi|sad|usad|hadd|rhadd|uhadd|urhadd|brev|brevll|clz|clzll|ffs|ffsll"
                    + "|popc|popcll|byte_perm|funnelshift_(?:l|lc|r|rc)|dp2a_lo|dp2a_hi|dp4a|fns)"
                    + "|__(?:floats?|doubles?|int|uint|ll|ull|half|halves|halfs|short|ushort|bfloat16|hiloint|lows?|highs?|half2|float2|bfloat162)"
                    + "2\\w+|__\\w+_as_(?:float|double|int|uint|longlong|half|short|ushort|bfloat16)"
                    + "|__h(?:neg|abs|add|sub|mul|div|fma|max|min|eq|ne|lt|le|gt|ge|isnan|isinf)2?(?:_rn|_sat|_nan|_relu)?"
                    + "|h(?:exp|exp2|exp10|log|log2|log10|sqrt|rsqrt|rcp|sin|cos|tanh|floor|ceil|trunc|rint)|h2(?:exp|exp2|log|sqrt|rsqrt|rcp|sin|cos)"
                    + "|__(?:vadd|vsub|vabs|vmax[us]|vmin[us]|vadd[us]s|vavg[us]|vcmp(?:eq|ne|gt[us]|lt[us]))[24]"
                    + "|__pipeline_(?:memcpy_async|commit|wait_prior)|__builtin_(?:assume|expect|assume_aligned|unreachable)|__assume|__cvta_generic_to_shared"
                    + "|(?:static|reinterpret)_cast|half2?|__half2?|(?:__)?nv_bfloat16[2]?");

    private static final Pattern FORBIDDEN = Pattern.compile(
            "v?s?n?printf|malloc|free|alloca|mem(?:cpy|set|move|cmp)|clock(?:64)?|abort|exit|trap|assert|system|cuda\\w+|nv\\w+");

    @Override
    public boolean isForbidden(String name) {
        return FORBIDDEN.matcher(name).matches();
    }

    @Override
    public Role role(String word) {
        if (QUALIFIERS.contains(word)) {
            return Role.QUALIFIER;
        }
        if (WITH_ARGUMENTS.contains(word)) {
            return Role.QUALIFIER_WITH_ARGUMENTS;
        }
        if (word.equals("__constant__")) {
            return Role.CONSTANT;
        }
        return TYPES.matcher(word).matches() ? Role.TYPE : Role.PLAIN;
    }

    @Override
    public String refusal(String word) {
        String reason = REFUSED.get(word);
        if (reason != null) {
            return reason;
        }
        boolean known = !RESERVED.matcher(word).matches()
                || role(word) != Role.PLAIN
                || PLAIN.contains(word)
                || hasFunction(word);
        return known ? "" : "%s, a word of the compiler's own".formatted(word);
    }

    @Override
    public boolean hasFunction(String name) {
        return MATH.contains(name)
                || name.endsWith("f") && MATH.contains(name.substring(0, name.length() - 1))
                || FAMILIES.matcher(name).matches();
    }

    @Override
    public void checkInclude(List<Token> rest, int line) throws ScreenException {
        if (!CudaHeaders.include(rest.stream().map(Token::text).collect(Collectors.joining()))) {
            throw Words.include(rest, line);
        }
    }

    @Override
    public String title() {
        return "CUDA C";
    }
}
