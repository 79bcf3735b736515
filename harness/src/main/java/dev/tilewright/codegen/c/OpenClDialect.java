package dev.tilewright.codegen.c;

import dev.tilewright.codegen.emit.SourceText;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.codegen.lower.TensorUse;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** OpenCL C 1.2, whose operators and functions work on vectors and spread scalars over lanes. */
final class OpenClDialect implements CDialect {

    private final Set<String> functions;

    /** Makes a dialect that puts the functions that a file must define among {@code functions}. */
    OpenClDialect(Set<String> functions) {
        this.functions = functions;
    }

    @Override
    public void signature(SourceText text, Procedure procedure, List<String> parameters) {
        if (procedure.groupSize() > 1) {
            text.line("__attribute__((reqd_work_group_size(%d, %d, %d)))"
                    .formatted(procedure.items().toArray()));
        }
        text.signature("__kernel void " + procedure.entry(), parameters);
    }

    @Override
    public String parameter(ElementType type, String name, TensorUse use) {
        return switch (use) {
            case READ -> "__global const %s* restrict %s".formatted(CDialect.scalar(type), name);
            case WRITTEN -> "__global %s* restrict %s".formatted(CDialect.scalar(type), name);
            case EXCHANGED -> "__global %s* %s".formatted(CDialect.scalar(type), name);
        };
    }

    @Override
    public String local(ElementType type, String declarator, int lanes) {
        return "__local %s %s;".formatted(CDialect.scalar(type), declarator);
    }

    @Override
    public String item(int dimension) {
        return "get_local_id(%d)".formatted(dimension);
    }

    @Override
    public String group(int dimension) {
        return "get_group_id(%d)".formatted(dimension);
    }

    @Override
    public String global(int dimension, long items, boolean multiplied) {
        return "get_global_id(%d)".formatted(dimension);
    }

    @Override
    public String barrier(boolean global) {
        return global ? "barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);" : "barrier(CLK_LOCAL_MEM_FENCE);";
    }

    @Override
    public String wide() {
        return "long";
    }

    @Override
    public String highest(ElementType type) {
        return type == ElementType.INT32 ? "INT_MAX" : "INFINITY";
    }

    @Override
    public String lowest(ElementType type) {
        return type == ElementType.INT32 ? "INT_MIN" : "-INFINITY";
    }

    @Override
    public String function(Function function, ElementType type, List<Integer> lanes) {
        return function == Function.ABS && type == ElementType.INT32
                ? magnitude(Collections.max(lanes))
                : name(function, type);
    }

    /** Defines a magnitude that is an int: the language's own is unsigned, and so would be all that it is compared with. */
    private String magnitude(int lanes) {
        String whole = "int" + suffix(lanes);
        String name = "abs_" + whole;
        functions.add("""
                static %1$s %2$s(const %1$s x) {
                    return as_%1$s(abs(x));
                }
                """.formatted(whole, name));
        return name;
    }

    /**
     * Has functions that compilers have no approximation of: PoCL's own, compiled beforehand, know nothing of the options of a kernel.
     */
    @Override
    public String relaxed(Function function, ElementType type, List<Integer> lanes) {
        int widest = Collections.max(lanes);
        return switch (function) {
            case MAX -> "max";
            case MIN -> "min";
            case RSQRT -> relaxedRsqrt(type, widest);
            case EXP -> type == ElementType.FLOAT32 ? relaxedExp(widest) : name(function, type);
            default -> function(function, type, lanes);
        };
    }

    private String relaxedRsqrt(ElementType type, int lanes) {
        String name = "rsqrt%s_relaxed".formatted(suffix(lanes));
        functions.add(
                """
                static %2$s %1$s(const %2$s x) {
                    return 1.0%3$s / sqrt(x);
                }
                """.formatted(name, CDialect.scalar(type) + suffix(lanes), type == ElementType.FLOAT32 ? "f" : ""));
        return name;
    }

    /**
     * Defines an exponential of singles. On CPUs it is a power of 2 times a polynomial for what is left over, in [-1/2, 1/2]: its coefficients are the least
     * maximum of the relative error, 9.2e-8, by iteratively reweighted least squares. GPUs have an instruction.
     */
    private String relaxedExp(int lanes) {
        String name = "exp%s_relaxed".formatted(suffix(lanes));
        String real = "float" + suffix(lanes);
        String whole = "int" + suffix(lanes);
        functions.add("""
                static %2$s %1$s(const %2$s x) {
                #if defined(__x86_64__) || defined(__aarch64__)
                    const %2$s y = min(max(x, -87.0f), 88.0f);
                    const %3$s n = %4$s;
                    const %2$s f = fma(y, (%2$s)(1.44269504f), 127.0f - %5$s);
                    %2$s p = fma((%2$s)(0.0013264659f), f, (%2$s)(0.009671566f));
                    p = fma(p, f, (%2$s)(0.055507343f));
                    p = fma(p, f, (%2$s)(0.24022241f));
                    p = fma(p, f, (%2$s)(0.693147f));
                    p = fma(p, f, (%2$s)(1.0f));
                    return p * as_%2$s(n << 23);
                #else
                    return native_exp(x);
                #endif
                }
                """.formatted(
                        name,
                        real,
                        whole,
                        converted("fma(y, (%s)(1.44269504f), (%s)(127.5f))".formatted(real, real), whole, lanes),
                        converted("n", real, lanes)));
        return name;
    }

    private static String suffix(int lanes) {
        return lanes == 1 ? "" : Integer.toString(lanes);
    }

    /** Converts by Clang, which makes one instruction of it for all lanes, as PoCL's own functions do not. */
    private static String converted(String value, String to, int lanes) {
        return lanes == 1 ? "(%s)%s".formatted(to, value) : "__builtin_convertvector(%s, %s)".formatted(value, to);
    }

    private static String name(Function function, ElementType type) {
        return switch (function) {
            case MIN -> type == ElementType.INT32 ? "min" : "fmin";
            case MAX -> type == ElementType.INT32 ? "max" : "fmax";
            case ABS -> "fabs";
            default -> function.symbol();
        };
    }

    @Override
    public void operator(String symbol, ElementType type, List<Integer> lanes) {
        // Every operator takes vectors, and vectors together with scalars.
    }

    @Override
    public String vector(ElementType type, int lanes) {
        return CDialect.scalar(type) + lanes;
    }

    @Override
    public String spread(ElementType type, int lanes, String scalar) {
        return "(%s)(%s)".formatted(vector(type, lanes), scalar);
    }

    /** Writes a load that asks for no more alignment than an element has. */
    @Override
    public String load(ElementType type, int lanes, String element, boolean aligned) {
        return "vload%d(0, &%s)".formatted(lanes, element);
    }

    @Override
    public String store(ElementType type, int lanes, String element, boolean aligned, String value) {
        return "vstore%d(%s, 0, &%s)".formatted(lanes, value, element);
    }

    /** Writes a non-temporal store, which Clang has, on which most compilers of OpenCL C are built; elsewhere a usual one. */
    @Override
    public String streamingStore(ElementType type, int lanes, String element, String value) {
        String name = "store%d_streaming".formatted(lanes);
        functions.add("""
                static void %1$s(const %2$s value, __global %3$s* p) {
                #ifdef __clang__
                    __builtin_nontemporal_store(value, (__global %2$s*)p);
                #else
                    vstore%4$d(value, 0, p);
                #endif
                }
                """.formatted(name, vector(type, lanes), CDialect.scalar(type), lanes));
        return "%s(%s, &%s)".formatted(name, value, element);
    }

    /** Defines a hint by Clang, on which OpenCL C for CPUs is built; the language's own prefetch does nothing in PoCL. */
    @Override
    public String prefetch(ElementType type) {
        String name = "prefetch_line";
        functions.add("""
                static void %s(const __global %s* p) {
                #ifdef __clang__
                    __builtin_prefetch((const void*)(size_t)p);
                #else
                    prefetch(p, 1);
                #endif
                }
                """.formatted(name, CDialect.scalar(type)));
        return name;
    }

    /** Defines a function that exchanges even and odd lanes of pairs of vectors, once for each bit of their numbers. */
    @Override
    public String transpose(ElementType type, int lanes) {
        String name = "transpose%d".formatted(lanes);
        functions.add("""
                static void %1$s(%2$s* v) {
                    #pragma unroll
                    for (int distance = 1; distance < %3$d; distance *= 2) {
                        #pragma unroll
                        for (int i = 0; i < %3$d; i++) {
                            if ((i & distance) == 0) {
                                const %2$s a = v[i];
                                const %2$s b = v[i + distance];
                                v[i] = (%2$s)(a.even, b.even);
                                v[i + distance] = (%2$s)(a.odd, b.odd);
                            }
                        }
                    }
                }
                """.formatted(name, vector(type, lanes), lanes));
        return name;
    }

    /** Defines a function that folds the lanes of a vector, halving it at each step. */
    @Override
    public String fold(Reducer reducer, ElementType type, int lanes) {
        String name = "%s_lanes%d".formatted(reducer.symbol(), lanes);
        SourceText text = new SourceText();
        text.open("static %s %s(const %s v%d)".formatted(CDialect.scalar(type), name, vector(type, lanes), lanes));
        for (int half = lanes / 2; half >= 1; half /= 2) {
            String low = "v%d.lo".formatted(2 * half);
            String high = "v%d.hi".formatted(2 * half);
            String folded = switch (reducer) {
                case SUM -> low + " + " + high;
                case PROD -> low + " * " + high;
                case MAX -> "%s(%s, %s)".formatted(name(Function.MAX, type), low, high);
                case MIN -> "%s(%s, %s)".formatted(name(Function.MIN, type), low, high);
            };
            text.line(
                    half == 1
                            ? "return %s;".formatted(folded)
                            : "const %s v%d = %s;".formatted(vector(type, half), half, folded));
        }
        text.close();
        functions.add(text.toString());
        return name;
    }

    @Override
    public String multiplyFragments() {
        throw new IllegalStateException("matrix units in OpenCL C");
    }
}
