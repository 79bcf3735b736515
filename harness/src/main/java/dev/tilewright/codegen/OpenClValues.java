package dev.tilewright.codegen;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.Nest;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.Operator;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.List;
import java.util.Set;

/** Writes values in OpenCL C, whose operators work on vectors and spread scalars over lanes. */
final class OpenClValues {

    private final Names names;
    private final Set<String> functions;
    private final ElementType type;

    OpenClValues(Nest nest, Names names, Set<String> functions) {
        this.names = names;
        this.functions = functions;
        type = nest.type(nest.name());
    }

    String type(int lanes) {
        return OpenClEmitter.type(type) + (lanes == 1 ? "" : Integer.toString(lanes));
    }

    /** Writes a value with {@code lanes} lanes, spread where it has but one. */
    String text(Value value, int lanes) {
        String text = text(value);
        return value.lanes() == lanes ? text : "(%s)(%s)".formatted(type(lanes), text);
    }

    String text(Value value) {
        return switch (value) {
            case Value.Constant(double number) -> constant(number);
            case Value.IndexValue(var index) -> "(%s)%s".formatted(OpenClEmitter.type(type), names.factor(index));
            case Value.Load(String tensor, var indices, int lanes) -> {
                String place = names.place(tensor, indices);
                yield lanes == 1
                        ? "%s[%s]".formatted(names.given(tensor), place)
                        : "vload%d(0, &%s[%s])".formatted(lanes, names.given(tensor), place);
            }
            case Value.TileLoad(String tensor, var _, var indices, int lanes) -> {
                StringBuilder place = new StringBuilder(names.tile(tensor));
                indices.forEach(
                        index -> place.append('[').append(names.affine(index)).append(']'));
                yield lanes == 1 ? place.toString() : "vload%d(0, &%s)".formatted(lanes, place);
            }
            case Value.Accumulator(String name, var indices, var _) -> {
                StringBuilder place = new StringBuilder(name);
                indices.forEach(
                        index -> place.append('[').append(names.affine(index)).append(']'));
                yield place.toString();
            }
            case Value.Fold(Reducer reducer, Value vector) -> {
                functions.add(foldFunction(reducer, vector.lanes()));
                yield "%s_lanes%d(%s)".formatted(reducer.symbol(), vector.lanes(), text(vector));
            }
            case Value.Combine(Reducer reducer, Value left, Value right) -> combine(reducer, left, right);
            case Value.Negation(Value operand) -> "-" + operand(operand, 3);
            case Value.Binary(Operator operator, Value left, Value right) -> {
                int level = level(operator);
                boolean grouped = operator == Operator.SUBTRACT || operator == Operator.DIVIDE;
                yield "%s %s %s"
                        .formatted(
                                operand(left, level), operator.symbol(), operand(right, grouped ? level + 1 : level));
            }
            case Value.Call(Function function, List<Value> arguments) ->
                "%s(%s)"
                        .formatted(
                                name(function),
                                String.join(
                                        ", ",
                                        arguments.stream()
                                                .map(argument -> text(argument, value.lanes()))
                                                .toList()));
            case Value.Choice(var condition, Value whenTrue, Value whenFalse) ->
                "(%s ? %s : %s)"
                        .formatted(truth(condition), text(whenTrue, value.lanes()), text(whenFalse, value.lanes()));
        };
    }

    private static int level(Operator operator) {
        return operator == Operator.ADD || operator == Operator.SUBTRACT ? 1 : 2;
    }

    /** Writes an operand of an operator that binds as tightly as {@code level}. */
    private String operand(Value value, int level) {
        int own = switch (value) {
            case Value.Binary(Operator operator, var _, var _) -> level(operator);
            case Value.Combine(Reducer reducer, var _, var _) ->
                reducer == Reducer.SUM ? 1 : reducer == Reducer.PROD ? 2 : 4;
            case Value.Negation _ -> 2;
            default -> 4;
        };
        String text = text(value);
        return own < level || text.startsWith("-") ? "(" + text + ")" : text;
    }

    private String combine(Reducer reducer, Value left, Value right) {
        int lanes = Math.max(left.lanes(), right.lanes());
        return switch (reducer) {
            case SUM -> "%s + %s".formatted(operand(left, 1), operand(right, 1));
            case PROD -> "%s * %s".formatted(operand(left, 2), operand(right, 2));
            case MAX -> "%s(%s, %s)".formatted(name(Function.MAX), text(left, lanes), text(right, lanes));
            case MIN -> "%s(%s, %s)".formatted(name(Function.MIN), text(left, lanes), text(right, lanes));
        };
    }

    /** Writes the statement that folds a value into {@code place}. */
    String fold(String place, Reducer reducer, Value value) {
        return switch (reducer) {
            case SUM -> place + " += " + text(value);
            case PROD -> place + " *= " + text(value);
            case MAX -> "%s = %s(%s, %s)".formatted(place, name(Function.MAX), place, text(value));
            case MIN -> "%s = %s(%s, %s)".formatted(place, name(Function.MIN), place, text(value));
        };
    }

    String store(Code.Store store) {
        String place = names.place(store.tensor(), store.indices());
        if (store.lanes() > 1) {
            return "vstore%d(%s, 0, &%s[%s])"
                    .formatted(store.lanes(), text(store.value(), store.lanes()), names.given(store.tensor()), place);
        }
        String element = "%s[%s]".formatted(names.given(store.tensor()), place);
        if (store.value() instanceof Value.Combine(Reducer reducer, Value left, Value right)
                && left.equals(new Value.Load(store.tensor(), store.indices(), 1))) {
            return fold(element, reducer, right);
        }
        return element + " = " + text(store.value());
    }

    private String truth(Value.Truth truth) {
        return switch (truth) {
            case Value.Truth.Comparison(var comparator, Value left, Value right) ->
                "%s %s %s".formatted(operand(left, 1), comparator.symbol(), operand(right, 1));
            case Value.Truth.And(var left, var right) -> "(%s && %s)".formatted(truth(left), truth(right));
            case Value.Truth.Or(var left, var right) -> "(%s || %s)".formatted(truth(left), truth(right));
            case Value.Truth.Not(var operand) -> "!(%s)".formatted(truth(operand));
        };
    }

    private String constant(double number) {
        if (Double.isInfinite(number)) {
            if (type == ElementType.INT32) {
                return number < 0 ? "INT_MIN" : "INT_MAX";
            }
            return number < 0 ? "-INFINITY" : "INFINITY";
        }
        return switch (type) {
            case FLOAT32 -> Literals.single(number);
            case FLOAT64 -> Literals.wide(number);
            case INT32 -> number == Math.rint(number) ? Long.toString((long) number) : Literals.single(number);
        };
    }

    private String name(Function function) {
        return switch (function) {
            case MIN -> type == ElementType.INT32 ? "min" : "fmin";
            case MAX -> type == ElementType.INT32 ? "max" : "fmax";
            case ABS -> type == ElementType.INT32 ? "abs" : "fabs";
            default -> function.symbol();
        };
    }

    /** Returns a function that folds the lanes of a vector, halving it at each step. */
    private String foldFunction(Reducer reducer, int lanes) {
        SourceText text = new SourceText();
        text.open("static %s %s_lanes%d(const %s v%d)".formatted(type(1), reducer.symbol(), lanes, type(lanes), lanes));
        for (int half = lanes / 2; half >= 1; half /= 2) {
            String low = "v%d.lo".formatted(2 * half);
            String high = "v%d.hi".formatted(2 * half);
            String folded = switch (reducer) {
                case SUM -> low + " + " + high;
                case PROD -> low + " * " + high;
                case MAX -> "%s(%s, %s)".formatted(name(Function.MAX), low, high);
                case MIN -> "%s(%s, %s)".formatted(name(Function.MIN), low, high);
            };
            text.line(
                    half == 1
                            ? "return %s;".formatted(folded)
                            : "const %s v%d = %s;".formatted(type(half), half, folded));
        }
        text.close();
        return text.toString();
    }
}
