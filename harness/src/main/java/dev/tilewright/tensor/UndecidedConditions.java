package dev.tilewright.tensor;

import static dev.tilewright.tensor.ExpressionAlgebra.magnitude;
import static dev.tilewright.tensor.ExpressionAlgebra.plus;

import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Condition;
import dev.tilewright.tensor.Expression.Condition.And;
import dev.tilewright.tensor.Expression.Condition.Comparator;
import dev.tilewright.tensor.Expression.Condition.Comparison;
import dev.tilewright.tensor.Expression.Condition.Not;
import dev.tilewright.tensor.Expression.Condition.Or;
import dev.tilewright.tensor.Expression.Operator;

/**
 * Finds where a comparison of rounded values may come out differently in a kernel: where the two are closer than their errors.
 *
 * <p>The conditions made here evaluate an operand only where the original one would, and imply the same about indices, so that what an
 * index comparison keeps inside a tensor stays there.
 */
record UndecidedConditions(ErrorRules rules) {

    /** Tells whether a condition is decided alike by all kernels: it compares only what is computed exactly. */
    boolean decided(Condition condition) {
        return switch (condition) {
            case Comparison(var _, Expression left, Expression right) -> {
                Precision precision = rules.precision(left).with(rules.precision(right));
                yield rules.operand(left, precision).isExact()
                        && rules.operand(right, precision).isExact();
            }
            case And(Condition left, Condition right) -> decided(left) && decided(right);
            case Or(Condition left, Condition right) -> decided(left) && decided(right);
            case Not(Condition operand) -> decided(operand);
        };
    }

    /** Returns the condition that {@code condition} may come out as {@code truth}. */
    Condition maybe(Condition condition, boolean truth) {
        return switch (condition) {
            case Not(Condition operand) -> maybe(operand, !truth);
            case And(Condition left, Condition right) ->
                truth
                        ? new And(maybe(left, true), maybe(right, true))
                        : new Or(maybe(left, false), maybe(right, false));
            case Or(Condition left, Condition right) ->
                truth
                        ? new Or(maybe(left, true), maybe(right, true))
                        : new And(maybe(left, false), maybe(right, false));
            case Comparison comparison -> {
                Condition asWritten = truth ? comparison : new Not(comparison);
                yield decided(comparison) ? asWritten : new Or(asWritten, near(comparison));
            }
        };
    }

    private Comparison near(Comparison comparison) {
        Expression left = comparison.left();
        Expression right = comparison.right();
        Precision precision = rules.precision(left).with(rules.precision(right));
        return new Comparison(
                Comparator.LESS_OR_EQUAL,
                magnitude(new Binary(Operator.SUBTRACT, left, right)),
                plus(
                        rules.operand(left, precision).total(left),
                        rules.operand(right, precision).total(right)));
    }
}
