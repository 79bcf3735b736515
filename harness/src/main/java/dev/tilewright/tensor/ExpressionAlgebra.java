package dev.tilewright.tensor;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Call;
import dev.tilewright.tensor.Expression.Constant;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Negation;
import dev.tilewright.tensor.Expression.Operator;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.Expression.Select;
import java.util.List;

/** Writes expressions, and leaves out what makes no difference: terms of 0 and factors of 1. */
final class ExpressionAlgebra {

    private ExpressionAlgebra() {}

    static Expression number(double value) {
        return new Constant(value);
    }

    static Expression plus(Expression left, Expression right) {
        if (is(left, 0)) {
            return right;
        }
        return is(right, 0) ? left : new Binary(Operator.ADD, left, right);
    }

    static Expression minus(Expression left, Expression right) {
        return is(right, 0) ? left : new Binary(Operator.SUBTRACT, left, right);
    }

    static Expression times(Expression left, Expression right) {
        if (is(left, 0) || is(right, 0)) {
            return number(0);
        }
        if (left instanceof Constant(double a) && right instanceof Constant(double b)) {
            return number(a * b);
        }
        if (is(left, 1)) {
            return right;
        }
        return is(right, 1) ? left : new Binary(Operator.MULTIPLY, left, right);
    }

    static Expression times(double factor, Expression value) {
        return times(number(factor), value);
    }

    static Expression over(Expression left, Expression right) {
        return is(left, 0) || is(right, 1) ? left : new Binary(Operator.DIVIDE, left, right);
    }

    static Expression max(Expression left, Expression right) {
        return left.equals(right) ? left : call(Function.MAX, left, right);
    }

    static Expression min(Expression left, Expression right) {
        return call(Function.MIN, left, right);
    }

    /** Returns the magnitude of a value. */
    static Expression magnitude(Expression value) {
        return switch (value) {
            case Constant(double number) -> number(Math.abs(number));
            case Negation(Expression operand) -> magnitude(operand);
            case Call(Function function, var _) when function == Function.ABS || function == Function.EXP -> value;
            default -> call(Function.ABS, value);
        };
    }

    static Expression call(Function function, Expression... arguments) {
        return new Call(function, List.of(arguments));
    }

    static boolean is(Expression value, double number) {
        return value instanceof Constant(double known) && known == number;
    }

    /** Returns {@code value} with every occurrence of {@code old} replaced. */
    static Expression replaced(Expression value, Expression old, Expression replacement) {
        if (value.equals(old)) {
            return replacement;
        }
        return switch (value) {
            case Negation(Expression operand) -> new Negation(replaced(operand, old, replacement));
            case Binary(Operator operator, Expression left, Expression right) ->
                new Binary(operator, replaced(left, old, replacement), replaced(right, old, replacement));
            case Call(Function function, List<Expression> arguments) ->
                new Call(
                        function,
                        arguments.stream()
                                .map(argument -> replaced(argument, old, replacement))
                                .toList());
            case Constant _, IndexValue _, Access _, Select _, Reduction _ -> value;
        };
    }
}
