package dev.tilewright.codegen.emit;

import dev.tilewright.codegen.lower.Value;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.NumberTypes;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.Operator;
import dev.tilewright.tensor.NumberKind;
import dev.tilewright.tensor.Typing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The types of values as they are written: of operands, as declared, and of arithmetic, as {@link Typing} has it. C and Java promote an
 * operand to the type of the other one, so that a conversion has to be written only where neither has the type of the arithmetic.
 */
public final class ValueTypes {

    private final Nest nest;
    private final NumberTypes types;
    private final boolean uniform;
    private final Map<String, ElementType> locals = new HashMap<>();

    public ValueTypes(Nest nest) {
        this.nest = nest;
        types = NumberTypes.of(nest);
        uniform = NumberTypes.uniform(nest);
    }

    /** Returns the type of what the nest assigns, of its accumulators, and of all lanes. */
    public ElementType assigned() {
        return types.assigned();
    }

    /** Returns the type of a value that is given a name, by which it is known from now on. */
    public ElementType define(String name, Value value) {
        ElementType type = computed(value, uniform ? assigned() : types.real());
        locals.put(name, type);
        return type;
    }

    /**
     * Returns the type in which a value is computed.
     *
     * @param context the type where it may be of any
     */
    public ElementType computed(Value value, ElementType context) {
        return value.lanes() > 1 ? assigned() : types.of(kind(value), context);
    }

    /** Returns the type in which two values are compared. */
    public ElementType compared(Value left, Value right) {
        return types.of(kind(left).with(kind(right)), types.real());
    }

    /**
     * Returns the type that the text of a value has.
     *
     * @param context the type in which it is written where it may be of any
     */
    public ElementType written(Value value, ElementType context) {
        return switch (value) {
            // In C infinity is a macro of type float.
            case Value.Constant(double number)
            when Double.isInfinite(number) && context == ElementType.FLOAT64 -> ElementType.FLOAT32;
            case Value.Constant _, Value.IndexValue _ -> context;
            case Value.Load(String tensor, var _, int _) -> nest.type(tensor);
            case Value.TileLoad(String tensor, var _, var _, int _) -> nest.type(tensor);
            case Value.Accumulator _, Value.Partial _, Value.Fold _ -> assigned();
            case Value.Local(String name, int _) -> locals.getOrDefault(name, assigned());
            case Value.Negation(Value operand) -> written(operand, computed(value, context));
            case Value.Binary _, Value.Combine _, Value.Call _, Value.Choice _ -> computed(value, context);
        };
    }

    /** Tells whether a value has a type that what the nest assigns does not hold without a loss. */
    public boolean narrows(Value value) {
        ElementType type = written(value, assigned());
        return type != assigned() && (type == ElementType.FLOAT64 || assigned() == ElementType.INT32);
    }

    /** Tells whether the first of two operands has to be converted so that arithmetic on both is of {@code type}. */
    public boolean converts(Value first, Value second, ElementType type) {
        return first.lanes() == 1
                && second.lanes() == 1
                && written(first, type) != type
                && written(second, type) != type;
    }

    private NumberKind kind(Value value) {
        return switch (value) {
            case Value.Constant(double number) -> Typing.fits(number) ? NumberKind.EITHER : NumberKind.REAL;
            case Value.IndexValue _ -> NumberKind.EITHER;
            case Value.Negation(Value operand) -> kind(operand);
            case Value.Binary(Operator operator, Value left, Value right) ->
                operator == Operator.DIVIDE ? NumberKind.REAL : kind(left).with(kind(right));
            case Value.Combine(var _, Value left, Value right) -> kind(left).with(kind(right));
            case Value.Call(Function function, List<Value> arguments) ->
                Typing.keepsKind(function)
                        ? arguments.stream().map(this::kind).reduce(NumberKind.EITHER, NumberKind::with)
                        : NumberKind.REAL;
            case Value.Choice(var _, Value whenTrue, Value whenFalse) ->
                kind(whenTrue).with(kind(whenFalse));
            case Value.Load _, Value.TileLoad _, Value.Accumulator _, Value.Partial _, Value.Fold _, Value.Local _ ->
                written(value, assigned()) == ElementType.INT32 ? NumberKind.WHOLE : NumberKind.REAL;
        };
    }
}
