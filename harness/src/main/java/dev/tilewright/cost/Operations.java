package dev.tilewright.cost;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Padding;
import dev.tilewright.loops.transform.Hoisted;
import dev.tilewright.loops.transform.Online;
import dev.tilewright.tensor.Expression;
import java.util.Optional;

/**
 * The floating-point operations of a nest, counted as in {@link dev.tilewright.tensor.Counts}: a multiply-add is two, a
 * {@code select} costs its more expensive branch, and arithmetic on indices costs nothing. What tiles of padded operands compute beyond the end
 * of an axis is counted, what kernels compute twice at edges is not.
 *
 * @param arithmetic additions, multiplications, divisions, comparisons of values ({@code min}, {@code max}), absolute values
 * @param special functions that take a device many operations or a unit of its own: roots, exponentials, logarithms, powers,
 *     trigonometric and hyperbolic functions, {@code floor}
 */
record Operations(double arithmetic, double special) {

    private static final Operations NONE = new Operations(0, 0);

    /** What it takes to compare a value with the maximum so far, and to bring the sum so far to the larger one. */
    private static final Operations RESCALING = new Operations(3, 1);

    static Operations of(Nest nest) {
        double parallel = 1;
        double reduced = 1;
        for (Axis axis : nest.axes()) {
            parallel *= axis.reduction() ? 1 : Padding.computed(nest, axis);
            reduced *= axis.reduction() ? nest.extent(axis) : 1;
        }
        Operations sum = Online.maximum(nest).isPresent() ? RESCALING.times(parallel * reduced) : NONE;
        Optional<Hoisted> hoisted = Hoisted.of(nest);
        if (hoisted.isEmpty()) {
            return sum.plus(each(nest.statement().value(), reduced).times(parallel));
        }
        sum = sum.plus(each(hoisted.get().rest(), reduced).times(parallel));
        double before = nest.loops().subList(0, nest.position(hoisted.get().loop())).stream()
                .mapToDouble(nest::tripsHere)
                .reduce(1, (one, other) -> one * other);
        for (Expression part : hoisted.get().values()) {
            sum = sum.plus(each(part, reduced).times(before));
        }
        return sum;
    }

    /** Counts the operations of one element, whose reduction folds {@code reduced} values. */
    private static Operations each(Expression value, double reduced) {
        return switch (value) {
            case Expression.Constant _, Expression.IndexValue _, Expression.Access _ -> NONE;
            case Expression.Negation(Expression operand) -> each(operand, reduced);
            case Expression.Binary(var _, Expression left, Expression right) ->
                each(left, reduced).plus(each(right, reduced)).plus(new Operations(1, 0));
            case Expression.Call(Expression.Function function, var arguments) -> {
                Operations sum = cost(function);
                for (Expression argument : arguments) {
                    sum = sum.plus(each(argument, reduced));
                }
                yield sum;
            }
            case Expression.Select(Expression.Condition condition, Expression whenTrue, Expression whenFalse) -> {
                Operations one = each(whenTrue, reduced);
                Operations other = each(whenFalse, reduced);
                Operations sum = one.arithmetic + one.special > other.arithmetic + other.special ? one : other;
                for (Expression operand : Expressions.operands(condition)) {
                    sum = sum.plus(each(operand, reduced));
                }
                yield sum;
            }
            case Expression.Reduction(var _, var _, Expression body) ->
                each(body, reduced).plus(new Operations(1, 0)).times(reduced);
        };
    }

    private static Operations cost(Expression.Function function) {
        return switch (function) {
            case ABS, MIN, MAX -> new Operations(1, 0);
            case EXP, LOG, SQRT, RSQRT, TANH, SIN, COS, FLOOR, POW -> new Operations(0, 1);
        };
    }

    private Operations plus(Operations other) {
        return new Operations(arithmetic + other.arithmetic, special + other.special);
    }

    private Operations times(double factor) {
        return new Operations(arithmetic * factor, special * factor);
    }
}
