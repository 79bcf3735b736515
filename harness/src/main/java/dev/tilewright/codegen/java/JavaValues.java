package dev.tilewright.codegen.java;

import dev.tilewright.codegen.emit.ControlWriter;
import dev.tilewright.codegen.emit.IndexWriter;
import dev.tilewright.codegen.emit.Literals;
import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.codegen.lower.Value;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.Operator;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Writes values in Java: operators on scalars, methods of the Vector API on vectors. */
final class JavaValues {

    private final Identifiers names;
    private final IndexWriter writer;
    private final ControlWriter control;
    private final JavaDialect dialect;
    private final Set<String> members;
    private final Map<String, List<Long>> arrays = new HashMap<>();
    private final ElementType type;

    JavaValues(
            Nest nest,
            Identifiers names,
            IndexWriter writer,
            ControlWriter control,
            JavaDialect dialect,
            Set<String> members) {
        this.names = names;
        this.writer = writer;
        this.control = control;
        this.dialect = dialect;
        this.members = members;
        type = nest.type(nest.name());
    }

    /** Returns the extents of the accumulators that are arrays, by name. */
    Map<String, List<Long>> arrays() {
        return arrays;
    }

    String type(int lanes) {
        return lanes == 1 ? JavaEmitter.type(type) : vectorType();
    }

    private String vectorType() {
        return switch (type) {
            case FLOAT32 -> "FloatVector";
            case FLOAT64 -> "DoubleVector";
            case INT32 -> "IntVector";
        };
    }

    private String boxed() {
        return switch (type) {
            case FLOAT32 -> "Float";
            case FLOAT64 -> "Double";
            case INT32 -> "Integer";
        };
    }

    /** Names the species of vectors of so many lanes, as the Vector API does. */
    private String constant(int lanes) {
        return "%s.SPECIES_%d".formatted(vectorType(), lanes * type.bytes() * 8);
    }

    private String species(int lanes) {
        String name = names.own("LANES_" + lanes);
        members.add("private static final VectorSpecies<%s> %s = %s;".formatted(boxed(), name, constant(lanes)));
        return name;
    }

    /** Writes a value with {@code lanes} lanes, spread where it has but one. */
    String text(Value value, int lanes) {
        if (value.lanes() == lanes) {
            return text(value);
        }
        return "%s.broadcast(%s, %s)".formatted(vectorType(), species(lanes), text(value));
    }

    String text(Value value) {
        return switch (value) {
            case Value.Constant(double number) -> constant(number);
            case Value.IndexValue(Affine index) -> "(%s) %s".formatted(type(1), writer.factor(index));
            case Value.Load(String tensor, var indices, int lanes) -> {
                String place = writer.place(tensor, indices);
                yield lanes == 1 ? dialect.read(names.given(tensor), place) : vector(names.given(tensor), place, lanes);
            }
            case Value.TileLoad(String tensor, var extents, var indices, int lanes) -> {
                String place = flatten(indices, extents);
                yield lanes == 1
                        ? "%s[%s]".formatted(names.tile(tensor), place)
                        : vector(names.tile(tensor), place, lanes);
            }
            case Value.Accumulator(String name, var indices, var _) -> {
                List<Long> extents = arrays.get(name);
                yield extents == null
                        ? name + ScalarReplacement.suffix(indices)
                        : "%s[%s]".formatted(name, flatten(indices, extents));
            }
            case Value.Local(String name, int _) -> name;
            case Value.Partial(String array, var indices) ->
                "%s[%s]".formatted(array, flatten(indices, Objects.requireNonNull(arrays.get(array))));
            case Value.Fold(Reducer reducer, Value vector) ->
                ordered(reducer)
                        ? "%s(%s)".formatted(foldFunction(reducer), text(vector))
                        : "%s.reduceLanes(VectorOperators.%s)".formatted(operand(vector, 4), operation(reducer));
            case Value.Combine(Reducer reducer, Value left, Value right) -> combine(reducer, left, right);
            case Value.Negation(Value operand) ->
                operand.lanes() > 1 ? operand(operand, 4) + ".neg()" : "-" + operand(operand, 3);
            case Value.Binary(Operator operator, Value left, Value right) -> binary(operator, left, right);
            case Value.Call(Function function, List<Value> arguments) -> call(function, arguments, value.lanes());
            case Value.Choice(var condition, Value whenTrue, Value whenFalse) ->
                "(%s ? %s : %s)"
                        .formatted(
                                control.truth(condition, side -> operand(side, 1)),
                                text(whenTrue, value.lanes()),
                                text(whenFalse, value.lanes()));
        };
    }

    private String flatten(List<Affine> indices, List<Long> extents) {
        return writer.flatten(indices, extents.stream().map(Affine::constant).toList());
    }

    private String vector(String array, String place, int lanes) {
        return "%s.fromArray(%s, %s, %s)".formatted(vectorType(), species(lanes), array, place);
    }

    private String binary(Operator operator, Value left, Value right) {
        int lanes = Math.max(left.lanes(), right.lanes());
        if (lanes == 1) {
            int level = level(operator);
            boolean grouped = operator == Operator.SUBTRACT || operator == Operator.DIVIDE;
            return "%s %s %s"
                    .formatted(operand(left, level), operator.symbol(), operand(right, grouped ? level + 1 : level));
        }
        boolean commutes = operator == Operator.ADD || operator == Operator.MULTIPLY;
        String method = switch (operator) {
            case ADD -> "add";
            case SUBTRACT -> "sub";
            case MULTIPLY -> "mul";
            case DIVIDE -> "div";
        };
        if (left.lanes() == 1 && commutes) {
            return "%s.%s(%s)".formatted(operand(right, 4), method, text(left));
        }
        String receiver = left.lanes() == 1 ? text(left, lanes) : operand(left, 4);
        return "%s.%s(%s)".formatted(receiver, method, text(right));
    }

    private static int level(Operator operator) {
        return operator == Operator.ADD || operator == Operator.SUBTRACT ? 1 : 2;
    }

    /** Writes an operand of an operator that binds as tightly as {@code level}; 4 is that of a method call. */
    private String operand(Value value, int level) {
        int own = switch (value) {
            case Value.Binary(Operator operator, var _, var _) when value.lanes() == 1 -> level(operator);
            case Value.Combine(Reducer reducer, var _, var _)
            when value.lanes() == 1 -> reducer == Reducer.SUM ? 1 : reducer == Reducer.PROD ? 2 : 4;
            case Value.Negation _ when value.lanes() == 1 -> 2;
            case Value.IndexValue _ -> 3;
            case Value.Call(Function function, var _) when value.lanes() == 1 -> dialect.callLevel(function, type);
            default -> 4;
        };
        String text = text(value);
        return own < level || text.startsWith("-") ? "(" + text + ")" : text;
    }

    /** Tells whether the order in which lanes are folded shows in the result. */
    private boolean ordered(Reducer reducer) {
        return type != ElementType.INT32 && (reducer == Reducer.SUM || reducer == Reducer.PROD);
    }

    /**
     * Returns a function that folds lanes one after the other. {@code reduceLanes} adds in an order that is not defined, and differs
     * between the interpreter and the compilers, so that a kernel would change its result while it warms up.
     */
    private String foldFunction(Reducer reducer) {
        String name = names.own(reducer == Reducer.SUM ? "sumLanes" : "multiplyLanes");
        String scalar = JavaEmitter.type(type);
        members.add("""
                private static %1$s %2$s(%3$s vector) {
                    %1$s[] lanes = vector.toArray();
                    %1$s result = lanes[0];
                    for (int lane = 1; lane < lanes.length; ++lane) {
                        result %4$s= lanes[lane];
                    }
                    return result;
                }""".formatted(scalar, name, vectorType(), reducer == Reducer.SUM ? "+" : "*"));
        return name;
    }

    private static String operation(Reducer reducer) {
        return switch (reducer) {
            case SUM -> "ADD";
            case PROD -> "MUL";
            case MAX -> "MAX";
            case MIN -> "MIN";
        };
    }

    private String combine(Reducer reducer, Value left, Value right) {
        int lanes = Math.max(left.lanes(), right.lanes());
        return switch (reducer) {
            case SUM -> binary(Operator.ADD, left, right);
            case PROD -> binary(Operator.MULTIPLY, left, right);
            case MAX -> call(Function.MAX, List.of(left, right), lanes);
            case MIN -> call(Function.MIN, List.of(left, right), lanes);
        };
    }

    /** Writes the statement that folds a value into an accumulator. */
    String fold(Value.Accumulator accumulator, Reducer reducer, Value value) {
        String place = text(accumulator);
        int lanes = accumulator.lanes();
        if (lanes == 1) {
            return switch (reducer) {
                case SUM -> place + " += " + text(value);
                case PROD -> place + " *= " + text(value);
                case MAX, MIN -> place + " = " + combine(reducer, accumulator, value);
            };
        }
        if (reducer == Reducer.SUM
                && type != ElementType.INT32
                && value instanceof Value.Binary(Operator operator, Value left, Value right)
                && operator == Operator.MULTIPLY) {
            return "%s = %s.fma(%s, %s)".formatted(place, text(left, lanes), text(right, lanes), place);
        }
        return place + " = " + combine(reducer, accumulator, value);
    }

    /**
     * Writes the statements that transpose a square: even and odd lanes of pairs of vectors are exchanged, once for each bit of their
     * numbers.
     */
    List<String> transpose(String name, int lanes) {
        String even = shuffle(lanes, "EVEN", 0);
        String odd = shuffle(lanes, "ODD", 1);
        List<String> statements = new ArrayList<>();
        for (int distance = 1; distance < lanes; distance *= 2) {
            for (int i = 0; i < lanes; i++) {
                if ((i & distance) == 0) {
                    String first = text(vector(name, i, lanes));
                    String second = text(vector(name, i + distance, lanes));
                    String kept = names.own("%s_even_%d_%d".formatted(name, distance, i));
                    statements.add("%s %s = %s.rearrange(%s, %s)".formatted(vectorType(), kept, first, even, second));
                    statements.add("%s = %s.rearrange(%s, %s)".formatted(second, first, odd, second));
                    statements.add("%s = %s".formatted(first, kept));
                }
            }
        }
        return statements;
    }

    private static Value.Accumulator vector(String name, int number, int lanes) {
        return new Value.Accumulator(name, List.of(Affine.constant(number)), lanes);
    }

    /** Returns a shuffle that takes every second lane of two vectors. */
    private String shuffle(int lanes, String which, int part) {
        String name = names.own("%s_%d".formatted(which, lanes));
        members.add("private static final VectorShuffle<%s> %s = VectorShuffle.makeUnzip(%s, %d);"
                .formatted(boxed(), name, constant(lanes), part));
        return name;
    }

    /** Writes the statement that sets a partial result. */
    String set(Value.Partial partial, Value value) {
        return text(partial) + " = " + text(value);
    }

    /** Writes the statement that sets neighbours in an array of accumulators. */
    String set(Code.SetLanes set) {
        Value.Accumulator first = set.first();
        List<Long> extents = Objects.requireNonNull(arrays.get(first.name()));
        return "%s.intoArray(%s, %s)".formatted(text(set.vector()), first.name(), flatten(first.indices(), extents));
    }

    String store(Code.Store store) {
        String place = writer.place(store.tensor(), store.indices());
        if (store.lanes() > 1) {
            return "%s.intoArray(%s, %s)"
                    .formatted(text(store.value(), store.lanes()), names.given(store.tensor()), place);
        }
        String tensor = names.given(store.tensor());
        if (dialect.assignsElements()
                && store.value() instanceof Value.Combine(Reducer reducer, Value left, Value right)
                && left.equals(new Value.Load(store.tensor(), store.indices(), 1))
                && (reducer == Reducer.SUM || reducer == Reducer.PROD)) {
            return "%s[%s] %s= %s".formatted(tensor, place, reducer == Reducer.SUM ? "+" : "*", text(right));
        }
        return dialect.write(tensor, place, text(store.value()));
    }

    private String call(Function function, List<Value> arguments, int lanes) {
        if (lanes > 1) {
            String first = arguments.getFirst().lanes() == 1
                    ? text(arguments.getFirst(), lanes)
                    : operand(arguments.getFirst(), 4);
            String rest = arguments.size() == 1 ? "" : ", " + text(arguments.get(1), lanes);
            return switch (function) {
                case SQRT -> first + ".sqrt()";
                case ABS -> first + ".abs()";
                case RSQRT -> "%s.div(%s.sqrt())".formatted(text(new Value.Constant(1), lanes), first);
                case EXP, LOG, TANH, SIN, COS, POW, MIN, MAX ->
                    "%s.lanewise(VectorOperators.%s%s)".formatted(first, function.name(), rest);
                case FLOOR -> throw new IllegalStateException("the Vector API has no floor");
            };
        }
        return dialect.call(function, type, arguments.stream().map(this::text).toList());
    }

    private String constant(double number) {
        if (Double.isInfinite(number)) {
            return switch (type) {
                case INT32 -> number < 0 ? "Integer.MIN_VALUE" : "Integer.MAX_VALUE";
                case FLOAT32 -> number < 0 ? "Float.NEGATIVE_INFINITY" : "Float.POSITIVE_INFINITY";
                case FLOAT64 -> number < 0 ? "Double.NEGATIVE_INFINITY" : "Double.POSITIVE_INFINITY";
            };
        }
        return switch (type) {
            case FLOAT32 -> Literals.single(number);
            case FLOAT64 -> Literals.wide(number);
            case INT32 -> number == Math.rint(number) ? Long.toString((long) number) : Literals.single(number);
        };
    }
}
