package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.List;
import java.util.Optional;

/**
 * What is taken to the exponential in a sum of exponentials: a value, less an element of a tensor.
 *
 * @param value the value
 * @param maximum the element that it is relative to
 */
public record Exponent(Expression value, Expression.Access maximum) {

    /** Returns the exponent of a nest that sums exponentials of differences, and does nothing else. */
    public static Optional<Exponent> of(Nest nest) {
        boolean sums = nest.statement().value() instanceof Expression.Reduction(Reducer reducer, var _, var _)
                && reducer == Reducer.SUM;
        return sums ? nest.reduction().map(Expression.Reduction::body).flatMap(Exponent::of) : Optional.empty();
    }

    private static Optional<Exponent> of(Expression body) {
        return body instanceof Expression.Call(Expression.Function function, List<Expression> arguments)
                        && function == Expression.Function.EXP
                        && arguments.getFirst()
                                instanceof
                                Expression.Binary(Expression.Operator operator, Expression value, Expression maximum)
                        && operator == Expression.Operator.SUBTRACT
                        && maximum instanceof Expression.Access access
                ? Optional.of(new Exponent(value, access))
                : Optional.empty();
    }
}
