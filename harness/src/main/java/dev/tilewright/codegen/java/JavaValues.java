package dev.tilewright.codegen.java;

import dev.tilewright.codegen.emit.ControlWriter;
import dev.tilewright.codegen.emit.IndexWriter;
import dev.tilewright.codegen.emit.Literals;
import dev.tilewright.codegen.emit.ValueTypes;
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
    private final Map<String, List<Long>> arrays = new HashMap<>();
    private final ValueTypes types;
    private final ElementType type;
    private final VectorApi vectors;

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
        types = new ValueTypes(nest);
        type = types.assigned();
        vectors = new VectorApi(type, names, members);
    }

    /** Returns the extents of the accumulators that are arrays, by name. */
    Map<String, List<Long>> arrays() {
        return arrays;
    }

    String type(int lanes) {
        return lanes == 1 ? JavaEmitter.type(type) : vectors.type();
    }

    /** Writes a value with {@code lanes} lanes, spread where it has but one. */
    private String text(Value value, int lanes, ElementType context) {
        if (value.lanes() == lanes) {
            return text(value, context);
        }
        return "%s.broadcast(%s, %s)".formatted(vectors.type(), vectors.species(lanes), text(value, context));
    }

    String text(Value value) {
        return text(value, type);
    }

    /** @param context the type of a number that may be of any */
    private String text(Value value, ElementType context) {
        ElementType computed = types.computed(value, context);
        return switch (value) {
            case Value.Constant(double number) -> constant(number, context);
            case Value.IndexValue index -> "(%s) %s".formatted(JavaEmitter.type(context), control.number(index));
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
                        ? "%s(%s)".formatted(vectors.fold(reducer), text(vector))
                        : "%s.reduceLanes(VectorOperators.%s)".formatted(operand(vector, 4), operation(reducer));
            case Value.Combine(Reducer reducer, Value left, Value right) -> combine(reducer, left, right, computed);
            case Value.Negation(Value operand) ->
                operand.lanes() > 1 ? operand(operand, 4) + ".neg()" : "-" + operand(operand, 3, computed);
            case Value.Binary(Operator operator, Value left, Value right) -> binary(operator, left, right, computed);
            case Value.Call(Function function, List<Value> arguments) ->
                function == Function.FLOOR && computed == ElementType.INT32
                        ? text(arguments.getFirst(), computed)
                        : call(function, arguments, value.lanes(), computed);
            case Value.Choice(var condition, Value whenTrue, Value whenFalse) ->
                "(%s ? %s : %s)"
                        .formatted(
                                control.truth(condition, this::comparison),
                                types.converts(whenTrue, whenFalse, computed)
                                        ? converted(whenTrue, computed)
                                        : text(whenTrue, value.lanes(), computed),
                                text(whenFalse, value.lanes(), computed));
        };
    }

    private String comparison(Value.Truth.Comparison comparison) {
        ElementType compared = types.compared(comparison.left(), comparison.right());
        return "%s %s %s"
                .formatted(
                        left(comparison.left(), comparison.right(), 1, compared),
                        comparison.comparator().symbol(),
                        operand(comparison.right(), 1, compared));
    }

    /** Writes the left one of two operands, converted where that takes to compute in a type. */
    private String left(Value left, Value right, int level, ElementType computed) {
        return types.converts(left, right, computed) ? converted(left, computed) : operand(left, level, computed);
    }

    private String converted(Value value, ElementType as) {
        return types.written(value, as) == as || value.lanes() > 1
                ? text(value, as)
                : "(%s) %s".formatted(JavaEmitter.type(as), operand(value, 3, as));
    }

    private String flatten(List<Affine> indices, List<Long> extents) {
        return writer.flatten(indices, extents.stream().map(Affine::constant).toList());
    }

    private String vector(String array, String place, int lanes) {
        return "%s.fromArray(%s, %s, %s)".formatted(vectors.type(), vectors.species(lanes), array, place);
    }

    private String binary(Operator operator, Value left, Value right, ElementType computed) {
        int lanes = Math.max(left.lanes(), right.lanes());
        if (lanes == 1) {
            int level = level(operator);
            boolean grouped = operator == Operator.SUBTRACT || operator == Operator.DIVIDE;
            return "%s %s %s"
                    .formatted(
                            left(left, right, level, computed),
                            operator.symbol(),
                            operand(right, grouped ? level + 1 : level, computed));
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
        String receiver = left.lanes() == 1 ? text(left, lanes, type) : operand(left, 4);
        return "%s.%s(%s)".formatted(receiver, method, text(right));
    }

    private static int level(Operator operator) {
        return operator == Operator.ADD || operator == Operator.SUBTRACT ? 1 : 2;
    }

    private String operand(Value value, int level) {
        return operand(value, level, type);
    }

    /** Writes an operand of an operator that binds as tightly as {@code level}; 4 is that of a method call. */
    private String operand(Value value, int level, ElementType context) {
        String text = text(value, context);
        return level(value, context) < level || text.startsWith("-") ? "(" + text + ")" : text;
    }

    private int level(Value value, ElementType context) {
        ElementType computed = types.computed(value, context);
        return switch (value) {
            case Value.Binary(Operator operator, var _, var _) when value.lanes() == 1 -> level(operator);
            case Value.Combine(Reducer reducer, var _, var _)
            when value.lanes() == 1 -> reducer == Reducer.SUM ? 1 : reducer == Reducer.PROD ? 2 : 4;
            case Value.Negation _ when value.lanes() == 1 -> 2;
            case Value.IndexValue _ -> 3;
            case Value.Call(Function function, List<Value> arguments)
            when value.lanes() == 1 ->
                function == Function.FLOOR && computed == ElementType.INT32
                        ? level(arguments.getFirst(), computed)
                        : dialect.callLevel(function, computed);
            default -> 4;
        };
    }

    /** Tells whether the order in which lanes are folded shows in the result. */
    private boolean ordered(Reducer reducer) {
        return type != ElementType.INT32 && (reducer == Reducer.SUM || reducer == Reducer.PROD);
    }

    private static String operation(Reducer reducer) {
        return switch (reducer) {
            case SUM -> "ADD";
            case PROD -> "MUL";
            case MAX -> "MAX";
            case MIN -> "MIN";
        };
    }

    private String combine(Reducer reducer, Value left, Value right, ElementType computed) {
        int lanes = Math.max(left.lanes(), right.lanes());
        return switch (reducer) {
            case SUM -> binary(Operator.ADD, left, right, computed);
            case PROD -> binary(Operator.MULTIPLY, left, right, computed);
            case MAX -> call(Function.MAX, List.of(left, right), lanes, computed);
            case MIN -> call(Function.MIN, List.of(left, right), lanes, computed);
        };
    }

    /** Writes the definition of a value that stays as it is. */
    String definition(Code.Define define) {
        Value.Local local = define.local();
        ElementType defined = types.define(local.name(), define.value());
        String declared = local.lanes() == 1 ? JavaEmitter.type(defined) : type(local.lanes());
        return "%s %s = %s".formatted(declared, local.name(), text(define.value(), local.lanes(), defined));
    }

    /** Writes a value with {@code lanes} lanes so that it can be stored as what the nest assigns. */
    String stored(Value value, int lanes) {
        return lanes == 1 && types.narrows(value) ? converted(value, type) : text(value, lanes, type);
    }

    /** Writes the statement that folds a value into an accumulator. */
    String fold(Value.Accumulator accumulator, Reducer reducer, Value value) {
        String place = text(accumulator);
        int lanes = accumulator.lanes();
        if (lanes == 1) {
            return switch (reducer) {
                case SUM -> place + " += " + text(value);
                case PROD -> place + " *= " + text(value);
                case MAX, MIN -> place + " = " + combine(reducer, accumulator, value, type);
            };
        }
        if (reducer == Reducer.SUM
                && type != ElementType.INT32
                && value instanceof Value.Binary(Operator operator, Value left, Value right)
                && operator == Operator.MULTIPLY) {
            return "%s = %s.fma(%s, %s)".formatted(place, text(left, lanes, type), text(right, lanes, type), place);
        }
        return place + " = " + combine(reducer, accumulator, value, type);
    }

    /**
     * Writes the statements that transpose a square: even and odd lanes of pairs of vectors are exchanged, once for each bit of their
     * numbers.
     */
    List<String> transpose(String name, int lanes) {
        String even = vectors.shuffle(lanes, "EVEN", 0);
        String odd = vectors.shuffle(lanes, "ODD", 1);
        List<String> statements = new ArrayList<>();
        for (int distance = 1; distance < lanes; distance *= 2) {
            for (int i = 0; i < lanes; i++) {
                if ((i & distance) == 0) {
                    String first = text(vector(name, i, lanes));
                    String second = text(vector(name, i + distance, lanes));
                    String kept = names.own("%s_even_%d_%d".formatted(name, distance, i));
                    statements.add("%s %s = %s.rearrange(%s, %s)".formatted(vectors.type(), kept, first, even, second));
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

    /** Writes the statement that sets a partial result. */
    String set(Value.Partial partial, Value value) {
        return text(partial) + " = " + stored(value, 1);
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
                    .formatted(text(store.value(), store.lanes(), type), names.given(store.tensor()), place);
        }
        String tensor = names.given(store.tensor());
        if (dialect.assignsElements()
                && store.value() instanceof Value.Combine(Reducer reducer, Value left, Value right)
                && left.equals(new Value.Load(store.tensor(), store.indices(), 1))
                && (reducer == Reducer.SUM || reducer == Reducer.PROD)) {
            return "%s[%s] %s= %s".formatted(tensor, place, reducer == Reducer.SUM ? "+" : "*", text(right));
        }
        return dialect.write(tensor, place, stored(store.value(), 1));
    }

    private String call(Function function, List<Value> arguments, int lanes, ElementType computed) {
        if (lanes > 1) {
            String first = arguments.getFirst().lanes() == 1
                    ? text(arguments.getFirst(), lanes, type)
                    : operand(arguments.getFirst(), 4);
            String rest = arguments.size() == 1 ? "" : ", " + text(arguments.get(1), lanes, type);
            return switch (function) {
                case SQRT -> first + ".sqrt()";
                case ABS -> first + ".abs()";
                case RSQRT -> "%s.div(%s.sqrt())".formatted(text(new Value.Constant(1), lanes, type), first);
                case EXP, LOG, TANH, SIN, COS, POW, MIN, MAX ->
                    "%s.lanewise(VectorOperators.%s%s)".formatted(first, function.name(), rest);
                case FLOOR -> throw new IllegalStateException("the Vector API has no floor");
            };
        }
        return dialect.call(
                function,
                computed,
                arguments.stream()
                        .map(argument -> converted(argument, computed))
                        .toList());
    }

    private static String constant(double number, ElementType as) {
        if (Double.isInfinite(number)) {
            return switch (as) {
                case INT32 -> number < 0 ? "Integer.MIN_VALUE" : "Integer.MAX_VALUE";
                case FLOAT32 -> number < 0 ? "Float.NEGATIVE_INFINITY" : "Float.POSITIVE_INFINITY";
                case FLOAT64 -> number < 0 ? "Double.NEGATIVE_INFINITY" : "Double.POSITIVE_INFINITY";
            };
        }
        return switch (as) {
            case FLOAT32 -> Literals.single(number);
            case FLOAT64 -> Literals.wide(number);
            case INT32 -> Long.toString((long) number);
        };
    }
}
