package dev.tilewright.kernels.screen;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** OpenCL C 1.0 to 2.0 and 3.0, without what reaches beyond computing: output, queues, pipes, blocks, clocks. */
enum OpenClVocabulary implements CVocabulary {
    INSTANCE;

    private static final String SCALARS = "(?:char|uchar|short|ushort|int|uint|long|ulong|half|float|double)";

    private static final Pattern TYPES = Pattern.compile(
            SCALARS + "(?:2|3|4|8|16)|uchar|ushort|uint|ulong|half|quad"
                    + "|size_t|ptrdiff_t|intptr_t|uintptr_t|sampler_t|event_t|cl_mem_fence_flags"
                    + "|image(?:1d|1d_buffer|1d_array|2d|2d_array|2d_depth|2d_array_depth|2d_msaa|3d)_t"
                    + "|atomic_(?:int|uint|long|ulong|float|double|flag|intptr_t|uintptr_t|size_t|ptrdiff_t)|memory_(?:order|scope)");

    private static final Set<String> QUALIFIERS = Set.of(
            "__kernel",
            "kernel",
            "__global",
            "global",
            "__local",
            "local",
            "__private",
            "private",
            "__generic",
            "generic",
            "__read_only",
            "read_only",
            "__write_only",
            "write_only",
            "__read_write",
            "read_write",
            "restrict",
            "__restrict",
            "__restrict__",
            "inline",
            "__inline",
            "__inline__",
            "volatile",
            "__volatile__",
            "__volatile");

    private static final Set<String> PLAIN = Set.of(
            "__OPENCL_VERSION__",
            "__OPENCL_C_VERSION__",
            "__ENDIAN_LITTLE__",
            "__IMAGE_SUPPORT__",
            "__FAST_RELAXED_MATH__",
            "__clang__",
            "__x86_64__",
            "__aarch64__");

    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("extern", "extern, which names something outside of the kernel"),
            Map.entry("typeof", "typeof, behind which a type hides"),
            Map.entry("pipe", "a pipe, which keeps what one run leaves for the next"),
            Map.entry("queue_t", "a queue of the device's own"),
            Map.entry("reserve_id_t", "a pipe, which keeps what one run leaves for the next"),
            Map.entry("thread_local", "thread_local, which keeps what one run leaves for the next"));

    private static final Pattern FAMILIES = Pattern.compile("v(?:load|store)a?(?:_half)?(?:2|3|4|8|16)?(?:_rt[eznp])?"
            + "|convert_" + SCALARS + "(?:2|3|4|8|16)?(?:_sat)?(?:_rt[eznp])?"
            + "|as_(?:" + SCALARS + "(?:2|3|4|8|16)?|size_t|ptrdiff_t)"
            + "|native_(?:cos|divide|exp|exp2|exp10|log|log2|log10|powr|recip|rsqrt|sin|sqrt|tan)"
            + "|half_(?:cos|divide|exp|exp2|exp10|log|log2|log10|powr|recip|rsqrt|sin|sqrt|tan)"
            + "|atom(?:ic)?_(?:add|sub|xchg|inc|dec|cmpxchg|min|max|and|or|xor)"
            + "|atomic_(?:init|load|store|exchange|compare_exchange_(?:strong|weak)|fetch_(?:add|sub|or|xor|and|min|max)"
            + "|flag_test_and_set|flag_clear)(?:_explicit)?|atomic_work_item_fence|ATOMIC_VAR_INIT"
            + "|get_(?:work_dim|global_size|global_id|local_size|enqueued_local_size|local_id|num_groups|group_id|global_offset"
            + "|global_linear_id|local_linear_id|sub_group_size|max_sub_group_size|num_sub_groups|sub_group_id|sub_group_local_id)"
            + "|(?:work|sub)_group_(?:barrier|all|any|broadcast|reduce_(?:add|min|max)|scan_(?:ex|in)clusive_(?:add|min|max))"
            + "|(?:intel_)?sub_group_(?:shuffle|shuffle_xor|shuffle_up|shuffle_down|block_read[248]?|block_write[248]?"
            + "|non_uniform_broadcast|broadcast_first|ballot|elect|rotate|clustered_rotate)"
            + "|(?:read|write)_image(?:f|i|ui|h)|get_image_(?:width|height|depth|dim|array_size|channel_data_type|channel_order)"
            + "|(?:read_|write_)?mem_fence|async_work_group_(?:strided_)?copy");

    private static final Set<String> FUNCTIONS = Words.of("""
            acos acosh acospi asin asinh asinpi atan atan2 atan2pi atanh atanpi cbrt ceil copysign cos cosh cospi erf erfc exp exp2
            exp10 expm1 fabs fdim floor fma fmax fmin fmod fract frexp hypot ilogb ldexp lgamma lgamma_r log log2 log10 log1p logb
            mad maxmag minmag modf nan nextafter pow pown powr remainder remquo rint rootn round rsqrt sin sincos sinh sinpi sqrt
            tan tanh tanpi tgamma trunc
            abs abs_diff add_sat hadd rhadd clamp clz ctz mad_hi mad_sat max min mul_hi rotate sub_sat upsample popcount mad24 mul24
            degrees mix radians step smoothstep sign cross dot distance length normalize fast_distance fast_length fast_normalize
            isequal isnotequal isgreater isgreaterequal isless islessequal islessgreater isfinite isinf isnan isnormal isordered
            isunordered signbit any all bitselect select shuffle shuffle2 vec_step barrier prefetch wait_group_events
            dot_acc_sat dot_4x8packed_uu_uint dot_4x8packed_ss_int bit_reverse bitfield_insert
            __builtin_expect __builtin_assume __builtin_unreachable __builtin_assume_aligned __builtin_nontemporal_store __builtin_nontemporal_load __builtin_prefetch
            __builtin_convertvector __builtin_shufflevector __builtin_popcount __builtin_clz __builtin_ctz __builtin_fma
            __builtin_fmaf __builtin_fabsf __builtin_fabs __builtin_sqrtf __builtin_sqrt __builtin_fminf __builtin_fmaxf
            __builtin_elementwise_max __builtin_elementwise_min __builtin_elementwise_abs __builtin_reduce_max __builtin_reduce_min
            """);

    private static final Pattern FORBIDDEN =
            Pattern.compile("v?s?n?printf|enqueue_\\w+|\\w*_pipe\\w*|get_default_queue|ndrange_\\w+"
                    + "|\\w*_user_event|release_event|retain_event|capture_event_profiling_info|get_kernel_\\w+|to_(?:global|local|private)"
                    + "|_cl_\\w+|_?_?pocl\\w*|mem(?:cpy|set|move)|malloc|free|system|clock_read_\\w+");

    @Override
    public boolean isForbidden(String name) {
        return FORBIDDEN.matcher(name).matches();
    }

    @Override
    public Role role(String word) {
        if (QUALIFIERS.contains(word)) {
            return Role.QUALIFIER;
        }
        if (word.equals("__constant") || word.equals("constant")) {
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
        return FUNCTIONS.contains(name) || FAMILIES.matcher(name).matches();
    }

    @Override
    public void checkInclude(List<Token> rest, int line) throws ScreenException {
        throw Words.include(rest, line);
    }

    @Override
    public String title() {
        return "OpenCL C";
    }
}
