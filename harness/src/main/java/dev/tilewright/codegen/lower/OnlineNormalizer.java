package dev.tilewright.codegen.lower;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.Operator;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.List;

/**
 * The statements that keep a maximum, and a sum of exponentials relative to it.
 *
 * <p>The maximum begins with the lowest finite number: with minus infinity, the difference to a first value of minus infinity, or between
 * two lanes that saw no value, would be no number.
 *
 * @param maxima the accumulators of the maximum
 * @param sums the accumulators of the sum
 * @param value what a value is called
 * @param highest what the larger of it and the maximum is called
 */
record OnlineNormalizer(Registers maxima, Registers sums, String value, String highest) {

    static OnlineNormalizer of(Nest nest, Registers sums) {
        Identifiers names = new Identifiers(nest);
        Registers maxima = new Registers(names.own("maximum"), sums.held(), sums.extents(), sums.lanes(), sums.tail());
        return new OnlineNormalizer(maxima, sums, names.own("value"), names.own("highest"));
    }

    /** Returns the number that the maximum begins with. */
    static Value lowest(ElementType type) {
        return new Value.Constant(type == ElementType.FLOAT64 ? -Double.MAX_VALUE : -Float.MAX_VALUE);
    }

    /**
     * Returns the statements that take in one value.
     *
     * @param scalar whether it goes to the accumulators of the remainder
     */
    Code takeIn(Value taken, Context context, boolean scalar) {
        Value.Accumulator maximum = scalar ? maxima.tailAccumulator(context) : maxima.accumulator(context);
        Value.Accumulator sum = scalar ? sums.tailAccumulator(context) : sums.accumulator(context);
        Value.Local now = new Value.Local(value, taken.lanes());
        Value larger = new Value.Combine(Reducer.MAX, maximum, now);
        Value.Local top = new Value.Local(highest, larger.lanes());
        return new Code.Scope(List.of(
                new Code.Define(now, taken),
                new Code.Define(top, larger),
                new Code.SetAccumulator(
                        sum,
                        new Value.Binary(
                                Operator.ADD,
                                new Value.Binary(Operator.MULTIPLY, sum, relative(maximum, top)),
                                relative(now, top))),
                new Code.SetAccumulator(maximum, top)));
    }

    private static Value relative(Value value, Value maximum) {
        return new Value.Call(Function.EXP, List.of(new Value.Binary(Operator.SUBTRACT, value, maximum)));
    }

    /** Returns the largest value that a work-item saw. */
    Value maximum(Context context, boolean folds) {
        Value maximum = folded(Reducer.MAX, maxima.accumulator(context), folds);
        return maxima.tail() ? new Value.Combine(Reducer.MAX, maximum, maxima.tailAccumulator(context)) : maximum;
    }

    /** Returns the sum of what a work-item saw, relative to {@code top}. */
    Value sum(Context context, Value top, boolean folds) {
        Value sum = folded(Reducer.SUM, rescaled(sums.accumulator(context), maxima.accumulator(context), top), folds);
        return sums.tail()
                ? new Value.Combine(
                        Reducer.SUM, sum, rescaled(sums.tailAccumulator(context), maxima.tailAccumulator(context), top))
                : sum;
    }

    private static Value rescaled(Value sum, Value maximum, Value top) {
        return maximum.equals(top) ? sum : new Value.Binary(Operator.MULTIPLY, sum, relative(maximum, top));
    }

    private static Value folded(Expression.Reducer reducer, Value value, boolean folds) {
        return folds && value.lanes() > 1 ? new Value.Fold(reducer, value) : value;
    }
}
