package dev.tilewright.tensor;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Call;
import dev.tilewright.tensor.Expression.Constant;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Negation;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.Expression.Select;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds values that are certain not to be negative. A sum of such values is the sum of its magnitudes, which need not be computed.
 *
 * @param tensors tells of which tensors no element is negative
 */
record Signs(Predicate<String> tensors) {

    boolean neverNegative(Expression value) {
        return switch (value) {
            case Constant(double number) -> number >= 0;
            case IndexValue(Affine form, boolean _) -> form.isConstant() && form.constant() >= 0 || form.isName();
            case Access(String tensor, var _) -> tensors.test(tensor);
            case Negation _ -> false;
            case Binary(var operator, Expression left, Expression right) ->
                switch (operator) {
                    case ADD, DIVIDE -> neverNegative(left) && neverNegative(right);
                    case MULTIPLY -> left.equals(right) || neverNegative(left) && neverNegative(right);
                    case SUBTRACT -> false;
                };
            case Call(Function function, List<Expression> arguments) ->
                switch (function) {
                    case EXP, SQRT, RSQRT, ABS -> true;
                    case MAX -> arguments.stream().anyMatch(this::neverNegative);
                    case MIN -> arguments.stream().allMatch(this::neverNegative);
                    case FLOOR, TANH, POW -> neverNegative(arguments.getFirst());
                    case LOG, SIN, COS -> false;
                };
            case Select(var _, Expression whenTrue, Expression whenFalse) ->
                neverNegative(whenTrue) && neverNegative(whenFalse);
            case Reduction(var _, var _, Expression body) -> neverNegative(body);
        };
    }
}
