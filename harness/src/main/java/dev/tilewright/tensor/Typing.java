package dev.tilewright.tensor;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Call;
import dev.tilewright.tensor.Expression.Condition.Comparison;
import dev.tilewright.tensor.Expression.Constant;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Negation;
import dev.tilewright.tensor.Expression.Operator;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.Expression.Select;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells of every expression of a statement what kind of number it is. The reference and all emitters follow it, so that an expression
 * means the same everywhere.
 *
 * <p>Whole numbers come from int32 tensors. {@code + - *}, {@code abs}, {@code min}, {@code max} and {@code floor} of whole numbers are
 * whole. A quotient is real, and so is every other function. A reduction of whole numbers is whole in a statement that assigns whole
 * numbers; in one that assigns real numbers it is carried out in those, as a sum may outgrow int32 where its terms do not.
 *
 * @param whole the tensors whose elements are whole numbers
 * @param assignsWhole whether the statement assigns whole numbers
 */
public record Typing(Set<String> whole, boolean assignsWhole) {

    public Typing {
        whole = Collections.unmodifiableSet(new TreeSet<>(whole));
    }

    /** Returns the kind of what a statement assigns to a tensor that is not declared: whole numbers, if it computes such. */
    static boolean computesWhole(Expression value, Set<String> whole) {
        return new Typing(whole, true).of(value) == NumberKind.WHOLE;
    }

    /** Returns the kind of number that an expression is. */
    public NumberKind of(Expression value) {
        if (whole.isEmpty() && !assignsWhole) {
            return NumberKind.REAL;
        }
        return switch (value) {
            case Constant(double number) -> fits(number) ? NumberKind.EITHER : NumberKind.REAL;
            case IndexValue _ -> NumberKind.EITHER;
            case Access(String tensor, var _) -> whole.contains(tensor) ? NumberKind.WHOLE : NumberKind.REAL;
            case Negation(Expression operand) -> of(operand);
            case Binary(Operator operator, Expression left, Expression right) ->
                operator == Operator.DIVIDE ? NumberKind.REAL : both(left, right);
            case Call(Function function, List<Expression> arguments) ->
                keepsKind(function)
                        ? arguments.stream().map(this::of).reduce(NumberKind.EITHER, NumberKind::with)
                        : NumberKind.REAL;
            case Select(var _, Expression whenTrue, Expression whenFalse) -> both(whenTrue, whenFalse);
            case Reduction(var _, var _, Expression body) ->
                assignsWhole ? of(body).in(NumberKind.REAL) : NumberKind.REAL;
        };
    }

    /** Returns the kind of numbers as which two values are compared. */
    public NumberKind of(Comparison comparison) {
        return both(comparison.left(), comparison.right()).in(NumberKind.REAL);
    }

    private NumberKind both(Expression left, Expression right) {
        return of(left).with(of(right));
    }

    /** Tells whether a function gives whole numbers for whole numbers. */
    public static boolean keepsKind(Function function) {
        return switch (function) {
            case ABS, FLOOR, MIN, MAX -> true;
            case EXP, LOG, SQRT, RSQRT, TANH, SIN, COS, POW -> false;
        };
    }

    /** Tells whether a number is the same in int32; infinities stand for its ends, from which maxima and minima begin. */
    public static boolean fits(double number) {
        return Double.isInfinite(number) || number == (int) number;
    }
}
