package dev.tilewright.codegen.c;

import dev.tilewright.codegen.emit.ControlWriter;
import dev.tilewright.codegen.emit.IndexWriter;
import dev.tilewright.codegen.emit.Literals;
import dev.tilewright.codegen.emit.ValueTypes;
import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.codegen.lower.Value;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.FastMath;
import dev.tilewright.loops.transform.NonTemporalStores;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.Operator;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes values in a language of C's family. */
final class CValues {

    private final Nest nest;
    private final Identifiers names;
    private final IndexWriter writer;
    private final ControlWriter control;
    private final CDialect dialect;
    private final ValueTypes types;
    private final ElementType type;
    private final Divisibility multiples;
    private final Map<String, Integer> alignedLanes = new HashMap<>();

    CValues(Procedure procedure, Identifiers names, IndexWriter writer, ControlWriter control, CDialect dialect) {
        nest = procedure.nest();
        this.names = names;
        this.writer = writer;
        this.control = control;
        this.dialect = dialect;
        types = new ValueTypes(nest);
        type = types.assigned();
        multiples = new Divisibility(procedure);
    }

    /** Returns how many lanes have been read from the tile of a tensor as one aligned vector; 1 if none have. */
    int alignedLanes(String tensor) {
        return alignedLanes.getOrDefault(tensor, 1);
    }

    String type(int lanes) {
        return lanes == 1 ? CDialect.scalar(type) : dialect.vector(type, lanes);
    }

    /** Writes a value with {@code lanes} lanes, spread where it has but one. */
    String text(Value value, int lanes) {
        return spread(value, lanes, type);
    }

    /** Writes a value so that it has a type, and {@code lanes} lanes. */
    private String text(Value value, int lanes, ElementType as) {
        String text = lanes == 1 ? converted(value, as) : text(value, as);
        return value.lanes() == lanes ? text : dialect.spread(type, lanes, text);
    }

    String text(Value value) {
        return text(value, type);
    }

    /** @param context the type of a number that may be of any */
    private String text(Value value, ElementType context) {
        ElementType computed = types.computed(value, context);
        return switch (value) {
            case Value.Constant(double number) -> constant(number, context);
            case Value.IndexValue index -> "(%s)%s".formatted(CDialect.scalar(context), control.number(index));
            case Value.Load(String tensor, var indices, int lanes) -> {
                String element = "%s[%s]".formatted(names.given(tensor), writer.place(tensor, indices));
                yield lanes == 1 ? element : dialect.load(type, lanes, element, aligned(lanes, tensor, indices));
            }
            case Value.TileLoad(String tensor, var extents, var indices, int lanes) -> {
                StringBuilder element = new StringBuilder(names.tile(tensor));
                indices.forEach(index ->
                        element.append('[').append(writer.affine(index)).append(']'));
                if (lanes == 1) {
                    yield element.toString();
                }
                boolean aligned = multiples.divides(
                        lanes, indices, extents.stream().map(Affine::constant).toList());
                if (aligned) {
                    alignedLanes.put(tensor, lanes);
                }
                yield dialect.load(type, lanes, element.toString(), aligned);
            }
            case Value.Accumulator(String name, var indices, var _) -> element(name, indices);
            case Value.Local(String name, int _) -> name;
            case Value.Partial(String array, var indices) -> element(array, indices);
            case Value.Fold(Reducer reducer, Value vector) ->
                "%s(%s)".formatted(dialect.fold(reducer, type, vector.lanes()), text(vector));
            case Value.Combine(Reducer reducer, Value left, Value right) -> combine(reducer, left, right, computed);
            case Value.Negation(Value operand) -> {
                dialect.operator("-", computed, List.of(operand.lanes()));
                yield "-" + operand(operand, 3, computed);
            }
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
                                        : spread(whenTrue, value.lanes(), computed),
                                spread(whenFalse, value.lanes(), computed));
        };
    }

    private String spread(Value value, int lanes, ElementType context) {
        String text = text(value, context);
        return value.lanes() == lanes ? text : dialect.spread(type, lanes, text);
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
                : "(%s)%s".formatted(CDialect.scalar(as), operand(value, 3, as));
    }

    private String element(String array, List<Affine> indices) {
        StringBuilder place = new StringBuilder(array);
        indices.forEach(index -> place.append('[').append(writer.affine(index)).append(']'));
        return place.toString();
    }

    private static int level(Operator operator) {
        return operator == Operator.ADD || operator == Operator.SUBTRACT ? 1 : 2;
    }

    /** Writes an operand of an operator that binds as tightly as {@code level}. */
    private String operand(Value value, int level, ElementType context) {
        String text = text(value, context);
        return level(value, context) < level || text.startsWith("-") ? "(" + text + ")" : text;
    }

    private int level(Value value, ElementType context) {
        return switch (value) {
            case Value.Binary(Operator operator, var _, var _) -> level(operator);
            case Value.Combine(Reducer reducer, var _, var _) ->
                reducer == Reducer.SUM ? 1 : reducer == Reducer.PROD ? 2 : 4;
            case Value.Negation _ -> 2;
            case Value.Call(Function function, List<Value> arguments)
            when function == Function.FLOOR && types.computed(value, context) == ElementType.INT32 ->
                level(arguments.getFirst(), context);
            default -> 4;
        };
    }

    private String binary(Operator operator, Value left, Value right, ElementType computed) {
        int level = level(operator);
        boolean grouped = operator == Operator.SUBTRACT || operator == Operator.DIVIDE;
        dialect.operator(operator.symbol(), computed, List.of(left.lanes(), right.lanes()));
        return "%s %s %s"
                .formatted(
                        left(left, right, level, computed),
                        operator.symbol(),
                        operand(right, grouped ? level + 1 : level, computed));
    }

    /** Writes a call, with arguments of but one lane spread over all. */
    private String call(Function function, List<Value> arguments, int lanes, ElementType computed) {
        String name = function(function, computed, Collections.nCopies(arguments.size(), lanes));
        return "%s(%s)"
                .formatted(
                        name,
                        arguments.stream()
                                .map(argument -> text(argument, lanes, computed))
                                .collect(Collectors.joining(", ")));
    }

    private String function(Function function, ElementType computed, List<Integer> lanes) {
        return FastMath.in(nest)
                ? dialect.relaxed(function, computed, lanes)
                : dialect.function(function, computed, lanes);
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

    /** Writes the statement that folds a value into {@code place}, which has {@code lanes} lanes. */
    String fold(String place, int lanes, Reducer reducer, Value value) {
        return switch (reducer) {
            case SUM -> assignment(place, lanes, "+=", value);
            case PROD -> assignment(place, lanes, "*=", value);
            case MAX -> foldBy(Function.MAX, place, lanes, value);
            case MIN -> foldBy(Function.MIN, place, lanes, value);
        };
    }

    /** Writes the definition of a value that stays as it is. */
    String definition(Code.Define define) {
        Value.Local local = define.local();
        ElementType defined = types.define(local.name(), define.value());
        String declared = local.lanes() == 1 ? CDialect.scalar(defined) : type(local.lanes());
        return "const %s %s = %s".formatted(declared, local.name(), spread(define.value(), local.lanes(), defined));
    }

    /** Writes the statement that sets a partial result, or folds a value into it. */
    String set(Value.Partial partial, Value value) {
        String place = text(partial);
        return value instanceof Value.Combine(Reducer reducer, Value left, Value right) && left.equals(partial)
                ? fold(place, 1, reducer, right)
                : place + " = " + stored(value);
    }

    /** Writes a scalar so that it can be stored as what the nest assigns. C converts by itself; where that cuts off a fraction, it is said. */
    private String stored(Value value) {
        return type == ElementType.INT32 ? converted(value, type) : text(value);
    }

    private String assignment(String place, int lanes, String operator, Value value) {
        dialect.operator(operator, type, List.of(lanes, value.lanes()));
        return "%s %s %s".formatted(place, operator, text(value));
    }

    private String foldBy(Function function, String place, int lanes, Value value) {
        String name = function(function, type, List.of(lanes, value.lanes()));
        return "%s = %s(%s, %s)".formatted(place, name, place, converted(value, type));
    }

    private boolean aligned(int lanes, String tensor, List<Affine> indices) {
        IndexWriter.RowMajor place = writer.rowMajor(tensor, indices);
        return multiples.divides(lanes, place.indices(), place.extents());
    }

    /** Writes the statement that sets neighbours in an array of accumulators. */
    String set(Code.SetLanes set) {
        return dialect.store(type, set.vector().lanes(), text(set.first()), false, text(set.vector()));
    }

    String store(Code.Store store) {
        String element = "%s[%s]".formatted(names.given(store.tensor()), writer.place(store.tensor(), store.indices()));
        if (store.lanes() > 1) {
            boolean aligned = aligned(store.lanes(), store.tensor(), store.indices());
            String value = text(store.value(), store.lanes());
            return NonTemporalStores.in(nest) && aligned
                    ? dialect.streamingStore(type, store.lanes(), element, value)
                    : dialect.store(type, store.lanes(), element, aligned, value);
        }
        if (store.value() instanceof Value.Combine(Reducer reducer, Value left, Value right)
                && left.equals(new Value.Load(store.tensor(), store.indices(), 1))) {
            return fold(element, 1, reducer, right);
        }
        return element + " = " + stored(store.value());
    }

    private String constant(double number, ElementType as) {
        if (Double.isInfinite(number) || (as == ElementType.INT32 && number == Integer.MIN_VALUE)) {
            return number < 0 ? dialect.lowest(as) : dialect.highest(as);
        }
        return switch (as) {
            case FLOAT32 -> Literals.single(number);
            case FLOAT64 -> Literals.wide(number);
            case INT32 -> Long.toString((long) number);
        };
    }
}
