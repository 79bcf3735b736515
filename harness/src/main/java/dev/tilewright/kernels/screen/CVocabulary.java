package dev.tilewright.kernels.screen;

import dev.tilewright.kernel.Language;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a language of C's family has beside C, as far as kernels may use it. */
interface CVocabulary {

    /** What a word is to the screen. */
    enum Role {
        /** A word of no account to the syntax tree, {@code __global}. */
        QUALIFIER,
        /** The same with arguments, {@code __launch_bounds__(256)}. */
        QUALIFIER_WITH_ARGUMENTS,
        /** A qualifier of what nobody can write, {@code __constant}. */
        CONSTANT,
        /** A built-in type beside C's, {@code float4}. */
        TYPE,
        /** A word that is let through as it is. */
        PLAIN
    }

    /** Names that begin like this are the compiler's, and a kernel has those that are listed. */
    Pattern RESERVED = Pattern.compile("__.*|_[A-Z].*");

    /** Names that compilers or their headers define without an underscore in front. */
    Pattern HEADERS = Pattern.compile("(?:cl|CL|CLK|FLT|DBL|HALF|M|FP|ATOMIC|CLANG|IMG|LLVM|POCL|SPIR|MAX|NV|CU)_\\w*"
            + "|(?:CUDA|CUDART|NVRTC)\\w*|as_\\w+|kernel_exec|double\\w*|half\\w*"
            + "|(?:S?CHAR|UCHAR|U?SHRT|U?INT|U?LONG|U?LLONG)_(?:MAX|MIN)|CHAR_BIT|HUGE_VALF?|INFINITY|NAN|NULL|MAXFLOAT"
            + "|ALIGN[48]|INTTYPE|linux|unix|i386|true|false|assert");

    /** Attributes that say how a function is compiled or a value lies, and nothing else. */
    Set<String> ATTRIBUTES = Set.of(
            "reqd_work_group_size",
            "work_group_size_hint",
            "vec_type_hint",
            "intel_reqd_sub_group_size",
            "opencl_unroll_hint",
            "nosvm",
            "aligned",
            "packed",
            "endian",
            "unused",
            "always_inline",
            "noinline",
            "flatten",
            "pure",
            "const",
            "ext_vector_type",
            "vector_size",
            "may_alias",
            "fallthrough",
            "maybe_unused",
            "nodiscard",
            "likely",
            "unlikely",
            "launch_bounds",
            "amdgpu_flat_work_group_size",
            "amdgpu_waves_per_eu");

    /** Returns the vocabulary of a language. */
    static CVocabulary of(Language language) {
        return switch (language) {
            case OPENCL -> OpenClVocabulary.INSTANCE;
            case CUDA -> CudaVocabulary.INSTANCE;
            case JAVA, TORNADO -> throw new IllegalArgumentException(language.id() + " is not of C's family");
        };
    }

    /**
     * Tells whether a name is one that a language's run time declares for what a kernel may not do. A kernel must not declare it either:
     * by another meaning of the name it would hide that the first is called.
     */
    boolean isForbidden(String name);

    /** Returns what a word is. */
    Role role(String word);

    /** Returns why a word is refused; empty where it is not. */
    String refusal(String word);

    /** Tells whether the language has a function that computes and does nothing else. */
    boolean hasFunction(String name);

    /** Checks a {@code #include} that is still in the source. */
    void checkInclude(List<Token> rest, int line) throws ScreenException;

    /** Returns the language in words. */
    String title();

    /** Tells whether a compiler may define a macro by itself; whether it does is unknown. */
    default boolean mayBePredefined(String name) {
        return RESERVED.matcher(name).matches()
                || name.startsWith("_")
                || HEADERS.matcher(name).matches()
                || role(name) != Role.PLAIN
                || hasFunction(name);
    }

    /** Checks a {@code #pragma}: one that unrolls, or says what arithmetic is allowed. */
    default void checkPragma(List<Token> rest, int line) throws ScreenException {
        StringBuilder text = new StringBuilder();
        rest.forEach(token -> text.append(token.text()).append(' '));
        if (!Pragmas.ALLOWED.matcher(text.toString().strip()).matches()) {
            throw new ScreenException(
                    line,
                    "#pragma %s; allowed are unroll, OPENCL EXTENSION, FP_CONTRACT and once"
                            .formatted(text.toString().strip()));
        }
    }

    /** Pragmas, their tokens with a blank between them. */
    final class Pragmas {
        static final Pattern ALLOWED = Pattern.compile("(?:no)?unroll(?: [\\w() ]+)?"
                + "|once|ivdep"
                + "|GCC (?:ivdep|unroll \\w+)"
                + "|clang loop [\\w() ]+"
                + "|(?:OPENCL|STDC) (?:FP_CONTRACT|FP_FAST_FMAF?) \\w+"
                + "|clang fp [\\w() ]+"
                + "|OPENCL EXTENSION cl_(?:khr|ext|intel|amd|nv|arm|qcom)_\\w+ : (?:enable|disable)"
                + "|OPENCL EXTENSION all : disable");

        private Pragmas() {}
    }
}
