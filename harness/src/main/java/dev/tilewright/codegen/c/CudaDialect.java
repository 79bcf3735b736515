package dev.tilewright.codegen.c;

import dev.tilewright.codegen.emit.SourceText;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.codegen.lower.TensorUse;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * CUDA C. It has vector types but neither operators nor functions for them, so a file defines those that its kernels use.
 *
 * <p>A vector is read and written whole only at a multiple of its size: the device faults elsewhere. Legality says that lanes are
 * neighbours, not that they are aligned, so a vector goes element by element unless {@link Divisibility} proves its place to be a
 * multiple of the lanes; that takes rows that the schedule divides by them. A buffer itself begins at a multiple of 16 bytes, as
 * every allocation does.
 */
final class CudaDialect implements CDialect {

    private static final List<String> DIMENSIONS = List.of("x", "y", "z");
    private static final List<String> LANES = List.of("x", "y", "z", "w");

    private final Set<String> definitions;

    /** Makes a dialect that puts what a file must define among {@code definitions}. */
    CudaDialect(Set<String> definitions) {
        this.definitions = definitions;
    }

    @Override
    public void signature(SourceText text, Procedure procedure, List<String> parameters) {
        String bounds = procedure.groupSize() > 1 ? "__launch_bounds__(%d) ".formatted(procedure.groupSize()) : "";
        text.signature("extern \"C\" __global__ void %s%s".formatted(bounds, procedure.entry()), parameters);
    }

    @Override
    public String parameter(ElementType type, String name, TensorUse use) {
        return switch (use) {
            case READ -> "const %s* __restrict__ %s".formatted(CDialect.scalar(type), name);
            case WRITTEN -> "%s* __restrict__ %s".formatted(CDialect.scalar(type), name);
            case EXCHANGED -> "%s* %s".formatted(CDialect.scalar(type), name);
        };
    }

    @Override
    public String local(ElementType type, String declarator, int lanes) {
        String aligned = lanes > 1 ? "__align__(%d) ".formatted(lanes * type.bytes()) : "";
        return "__shared__ %s%s %s;".formatted(aligned, CDialect.scalar(type), declarator);
    }

    @Override
    public String item(int dimension) {
        return "threadIdx." + DIMENSIONS.get(dimension);
    }

    @Override
    public String group(int dimension) {
        return "blockIdx." + DIMENSIONS.get(dimension);
    }

    @Override
    public String global(int dimension, long items, boolean multiplied) {
        String sum = "%s * %d + %s".formatted(group(dimension), items, item(dimension));
        return multiplied ? "(" + sum + ")" : sum;
    }

    /** Writes a barrier, which orders accesses to memory of both kinds. */
    @Override
    public String barrier(boolean global) {
        return "__syncthreads();";
    }

    @Override
    public String wide() {
        return "long long";
    }

    /** Defines infinity by its bits, since without headers it has no name. */
    @Override
    public String highest(ElementType type) {
        return switch (type) {
            case FLOAT32 -> defined("FLOAT_INFINITY", "__int_as_float(0x7f800000)");
            case FLOAT64 -> defined("DOUBLE_INFINITY", "__longlong_as_double(0x7ff0000000000000LL)");
            case INT32 -> "0x7fffffff";
        };
    }

    @Override
    public String lowest(ElementType type) {
        return type == ElementType.INT32 ? "(-0x7fffffff - 1)" : "-" + highest(type);
    }

    private String defined(String name, String value) {
        definitions.add("#define %s %s\n".formatted(name, value));
        return name;
    }

    @Override
    public String function(Function function, ElementType type, List<Integer> lanes) {
        if (Collections.max(lanes) == 1) {
            return scalar(function, type);
        }
        lanewise(
                function.symbol(), type, lanes, elements -> "%s(%s)".formatted(scalar(function, type), elements), ", ");
        return function.symbol();
    }

    private static String scalar(Function function, ElementType type) {
        String name = switch (function) {
            case MIN -> type == ElementType.INT32 ? "min" : "fmin";
            case MAX -> type == ElementType.INT32 ? "max" : "fmax";
            case ABS -> type == ElementType.INT32 ? "abs" : "fabs";
            default -> function.symbol();
        };
        return type == ElementType.FLOAT32 ? name + "f" : name;
    }

    @Override
    public void operator(String symbol, ElementType type, List<Integer> lanes) {
        if (Collections.max(lanes) == 1) {
            return;
        }
        if (symbol.endsWith("=")) {
            assignment(symbol, type, lanes.getFirst(), lanes.getLast());
        } else if (lanes.size() == 1) {
            lanewise("operator" + symbol, type, lanes, element -> symbol + element, "");
        } else {
            lanewise("operator" + symbol, type, lanes, elements -> elements, " " + symbol + " ");
        }
    }

    private void assignment(String symbol, ElementType type, int left, int right) {
        String operator = symbol.substring(0, symbol.length() - 1);
        String made = made(type, left, lane -> "a.%s %s %s".formatted(lane, operator, element("b", right, lane)));
        define(
                "void operator%s(%s& a, %s)".formatted(symbol, vector(type, left), operand(type, right, "b")),
                "a = %s;".formatted(made));
    }

    /** Defines a function of vectors, or of vectors and scalars, that does the same in every lane. */
    private void lanewise(
            String name, ElementType type, List<Integer> lanes, UnaryOperator<String> result, String separator) {
        int most = Collections.max(lanes);
        List<String> letters = List.of("a", "b").subList(0, lanes.size());
        List<String> operands = new ArrayList<>();
        for (int i = 0; i < lanes.size(); i++) {
            operands.add(operand(type, lanes.get(i), letters.get(i)));
        }
        String made = made(type, most, lane -> {
            List<String> elements = new ArrayList<>();
            for (int i = 0; i < lanes.size(); i++) {
                elements.add(element(letters.get(i), lanes.get(i), lane));
            }
            return result.apply(String.join(separator, elements));
        });
        define(
                "%s %s(%s)".formatted(vector(type, most), name, String.join(", ", operands)),
                "return %s;".formatted(made));
    }

    private String operand(ElementType type, int lanes, String letter) {
        return "const %s %s".formatted(lanes == 1 ? CDialect.scalar(type) : vector(type, lanes), letter);
    }

    private static String element(String letter, int lanes, String lane) {
        return lanes == 1 ? letter : letter + "." + lane;
    }

    /** Writes a vector made of what {@code element} gives for each lane. */
    private String made(ElementType type, int lanes, UnaryOperator<String> element) {
        return "make_%s(%s)"
                .formatted(
                        vector(type, lanes),
                        LANES.subList(0, lanes).stream().map(element).collect(Collectors.joining(", ")));
    }

    private void define(String head, String... statements) {
        SourceText text = new SourceText();
        text.open("__device__ __forceinline__ " + head);
        for (String statement : statements) {
            text.line(statement);
        }
        text.close();
        definitions.add(text.toString());
    }

    @Override
    public String vector(ElementType type, int lanes) {
        return CDialect.scalar(type) + lanes;
    }

    @Override
    public String spread(ElementType type, int lanes, String scalar) {
        String name = "spread" + lanes;
        define(
                "%s %s(%s)".formatted(vector(type, lanes), name, operand(type, 1, "a")),
                "return %s;".formatted(made(type, lanes, lane -> "a")));
        return "%s(%s)".formatted(name, scalar);
    }

    @Override
    public String load(ElementType type, int lanes, String element, boolean aligned) {
        String vector = vector(type, lanes);
        String name = access("load", lanes, aligned);
        define(
                "%s %s(const %s* p)".formatted(vector, name, CDialect.scalar(type)),
                aligned
                        ? "return *reinterpret_cast<const %s*>(p);".formatted(vector)
                        : "return %s;".formatted(made(type, lanes, lane -> "p[%d]".formatted(LANES.indexOf(lane)))));
        return "%s(&%s)".formatted(name, element);
    }

    @Override
    public String store(ElementType type, int lanes, String element, boolean aligned, String value) {
        String vector = vector(type, lanes);
        String name = access("store", lanes, aligned);
        String head = "void %s(%s* p, const %s a)".formatted(name, CDialect.scalar(type), vector);
        if (aligned) {
            define(head, "*reinterpret_cast<%s*>(p) = a;".formatted(vector));
        } else {
            List<String> statements = new ArrayList<>();
            for (int i = 0; i < lanes; i++) {
                statements.add("p[%d] = a.%s;".formatted(i, LANES.get(i)));
            }
            define(head, statements.toArray(String[]::new));
        }
        return "%s(&%s, %s)".formatted(name, element, value);
    }

    @Override
    public String streamingStore(ElementType type, int lanes, String element, String value) {
        String vector = vector(type, lanes);
        String name = "store%d_streaming".formatted(lanes);
        define(
                "void %s(%s* p, const %s a)".formatted(name, CDialect.scalar(type), vector),
                "__stcs(reinterpret_cast<%s*>(p), a);".formatted(vector));
        return "%s(&%s, %s)".formatted(name, element, value);
    }

    private static String access(String verb, int lanes, boolean aligned) {
        return aligned ? verb + lanes : "%s%d_unaligned".formatted(verb, lanes);
    }

    @Override
    public String prefetch(ElementType type) {
        throw new IllegalStateException("hints are for the caches of CPUs");
    }

    /** Defines a function that exchanges elements across the diagonal; registers have names, so that this moves nothing. */
    @Override
    public String transpose(ElementType type, int lanes) {
        String name = "transpose%d".formatted(lanes);
        String scalar = CDialect.scalar(type);
        List<String> statements = new ArrayList<>();
        for (int row = 0; row < lanes; row++) {
            for (int column = row + 1; column < lanes; column++) {
                String above = "v[%d].%s".formatted(row, LANES.get(column));
                String below = "v[%d].%s".formatted(column, LANES.get(row));
                String kept = "%c%d%d".formatted('a', row, column);
                statements.add("const %s %s = %s;".formatted(scalar, kept, above));
                statements.add("%s = %s;".formatted(above, below));
                statements.add("%s = %s;".formatted(below, kept));
            }
        }
        define("void %s(%s* v)".formatted(name, vector(type, lanes)), statements.toArray(String[]::new));
        return name;
    }

    /** Defines a function that folds the lanes of a vector, halving their number at each step. */
    @Override
    public String fold(Reducer reducer, ElementType type, int lanes) {
        String name = "%s_lanes%d".formatted(reducer.symbol(), lanes);
        List<String> parts =
                LANES.subList(0, lanes).stream().map(lane -> "a." + lane).toList();
        while (parts.size() > 1) {
            int half = parts.size() / 2;
            List<String> folded = new ArrayList<>();
            for (int i = 0; i < half; i++) {
                folded.add(folded(reducer, type, parts.get(i), parts.get(i + half)));
            }
            parts = folded;
        }
        define(
                "%s %s(%s)".formatted(CDialect.scalar(type), name, operand(type, lanes, "a")),
                "return %s;".formatted(parts.getFirst()));
        return name;
    }

    private static String folded(Reducer reducer, ElementType type, String low, String high) {
        return switch (reducer) {
            case SUM -> "%s + %s".formatted(grouped(low), grouped(high));
            case PROD -> "%s * %s".formatted(grouped(low), grouped(high));
            case MAX -> "%s(%s, %s)".formatted(scalar(Function.MAX, type), low, high);
            case MIN -> "%s(%s, %s)".formatted(scalar(Function.MIN, type), low, high);
        };
    }

    private static String grouped(String part) {
        return part.contains(" ") ? "(" + part + ")" : part;
    }

    @Override
    public String multiplyFragments() {
        definitions.add(MatrixUnits.DEFINITIONS);
        return MatrixUnits.NAME;
    }
}
