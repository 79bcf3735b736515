package dev.tilewright.tensor;

import static dev.tilewright.tensor.ExpressionAlgebra.call;
import static dev.tilewright.tensor.ExpressionAlgebra.magnitude;
import static dev.tilewright.tensor.ExpressionAlgebra.max;
import static dev.tilewright.tensor.ExpressionAlgebra.min;
import static dev.tilewright.tensor.ExpressionAlgebra.minus;
import static dev.tilewright.tensor.ExpressionAlgebra.number;
import static dev.tilewright.tensor.ExpressionAlgebra.over;
import static dev.tilewright.tensor.ExpressionAlgebra.plus;
import static dev.tilewright.tensor.ExpressionAlgebra.times;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Call;
import dev.tilewright.tensor.Expression.Condition;
import dev.tilewright.tensor.Expression.Constant;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Negation;
import dev.tilewright.tensor.Expression.Operator;
import dev.tilewright.tensor.Expression.Reducer;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.Expression.Select;
import java.util.ArrayList;
import java.util.List;

/**
 * Derives what bounds the error of an expression from the bounds of its parts: every operation adds its own rounding and passes on the
 * errors of its operands, multiplied by its condition.
 *
 * <p>This is running error analysis (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., 2002, section 3.3) with two
 * differences. An honest kernel may sum in any order, in any number of parts, with or without fused multiply-adds, so a sum is bounded by
 * the magnitudes of its terms and not by its partial sums. And n roundings of a sum amount to min(n, λ√n) units, not to n: rounding errors
 * are of both signs, and λ√n is exceeded with a probability of at most 2·exp(−λ²/2) (Higham and Mary, "A New Approach to Probabilistic
 * Rounding Error Analysis", 2019). As roundings are on average less than half a unit, and partial sums less than the whole, λ = 2 is eight
 * standard deviations of a sum of terms of one sign.
 */
final class ErrorRules {

    /** The multiple of √n by which n roundings are bounded. */
    static final double CONFIDENCE = 2;

    /** Nobody writes longer sums in place of a product. */
    private static final double MOST_SUMMANDS = 4;

    /** A number that makes a bound as good as infinite, and leaves 0 what is 0. */
    private static final double BEYOND = 1e300;

    private final Tensors tensors;
    private final Signs signs;

    /** What is known of the tensors that an expression reads. */
    interface Tensors {

        Precision precision(String tensor);

        /** Returns the bound of an element. */
        Bound bound(Access access);

        /** Returns the precision of a number with a fraction that stands alone. */
        Precision real();

        /** Returns how many values a reduction over some indices folds. */
        double count(List<String> indices);

        /** Returns the largest magnitude of an affine form. */
        double largest(IndexValue value);

        /** Tells whether no element is negative. */
        boolean neverNegative(String tensor);

        /** Returns the precision that sums are accumulated in: that of what is assigned. */
        Precision accumulator();
    }

    ErrorRules(Tensors tensors) {
        this.tensors = tensors;
        this.signs = new Signs(tensors::neverNegative);
    }

    /** Returns the precision in which a value is computed. */
    Precision precision(Expression value) {
        return switch (value) {
            case Constant(double number) -> number == Math.rint(number) ? Precision.WHOLE : tensors.real();
            case IndexValue _ -> Precision.WHOLE;
            case Access(String tensor, var _) -> tensors.precision(tensor);
            case Negation(Expression operand) -> precision(operand);
            case Binary(Operator operator, Expression left, Expression right) ->
                realIf(operator == Operator.DIVIDE, precision(left).with(precision(right)));
            case Call(Function function, List<Expression> arguments) -> {
                Precision widest = arguments.stream().map(this::precision).reduce(Precision.WHOLE, Precision::with);
                yield switch (function) {
                    case ABS, FLOOR, MIN, MAX -> widest;
                    case EXP, LOG, SQRT, RSQRT, TANH, SIN, COS, POW -> realIf(true, widest);
                };
            }
            case Select(var _, Expression whenTrue, Expression whenFalse) ->
                precision(whenTrue).with(precision(whenFalse));
            case Reduction(var _, var _, Expression body) -> precision(body);
        };
    }

    private Precision realIf(boolean real, Precision precision) {
        return real && precision == Precision.WHOLE ? tensors.real() : precision;
    }

    /** Returns the bound of a value that is computed in its own precision. */
    Bound bound(Expression value) {
        return switch (value) {
            case Constant(double number) ->
                number == (float) number || precision(value) == Precision.WHOLE
                        ? Bound.EXACT
                        : Bound.relative(precision(value).unit());
            case IndexValue _ -> Bound.EXACT;
            case Access access -> tensors.bound(access);
            case Negation(Expression operand) -> bound(operand);
            case Binary(Operator operator, Expression left, Expression right) ->
                switch (operator) {
                    case ADD, SUBTRACT -> sum(value);
                    case MULTIPLY -> product(value);
                    case DIVIDE -> quotient(value, left, right, precision(value));
                };
            case Call call -> new FunctionErrors(this, precision(call)).bound(call);
            case Select(Condition condition, Expression whenTrue, Expression whenFalse) ->
                choice(condition, whenTrue, whenFalse, precision(value));
            case Reduction reduction -> reduction(reduction);
        };
    }

    /** Returns the bound of an operand of an operation in {@code precision}, to which it may have to be converted. */
    Bound operand(Expression value, Precision precision) {
        Bound bound = bound(value);
        if (precision(value) != Precision.WHOLE || precision == Precision.WHOLE) {
            return bound;
        }
        double largest = switch (value) {
            case Constant(double number) -> Math.abs(number);
            case IndexValue index -> tensors.largest(index);
            default -> Double.POSITIVE_INFINITY;
        };
        return largest * precision.unit() <= 1 ? bound : bound.plusRelative(precision.unit());
    }

    /** Terms that are added and subtracted are one sum, whatever the order. */
    private Bound sum(Expression value) {
        Precision precision = precision(value);
        List<Expression> terms = new ArrayList<>();
        collectTerms(value, terms);
        double count = terms.stream().mapToDouble(ErrorRules::summands).sum();
        double rounding = roundings(count - 1) * precision.unit();
        Expression rest = number(0);
        for (Expression term : terms) {
            Bound bound = operand(term, precision);
            rest = plus(rest, plus(times(bound.relative() + rounding, magnitude(term)), bound.rest()));
        }
        return Bound.of(rest);
    }

    /** A kernel may add a term as often as a small whole factor says. */
    private static double summands(Expression term) {
        return term instanceof Binary(Operator operator, Constant(double factor), var _)
                        && operator == Operator.MULTIPLY
                        && factor == Math.rint(factor)
                ? Math.clamp(Math.abs(factor), 1, MOST_SUMMANDS)
                : 1;
    }

    private static void collectTerms(Expression value, List<Expression> terms) {
        switch (value) {
            case Binary(Operator operator, Expression left, Expression right)
            when operator == Operator.ADD || operator == Operator.SUBTRACT -> {
                collectTerms(left, terms);
                collectTerms(right, terms);
            }
            case Negation(Expression operand) -> collectTerms(operand, terms);
            default -> terms.add(value);
        }
    }

    /** Returns how many units of a sum's magnitude {@code count} roundings amount to. */
    static double roundings(double count) {
        return Math.min(count, CONFIDENCE * Math.sqrt(count));
    }

    /** Factors are one product, whatever the order: at most it is the product of the factors with their errors. */
    private Bound product(Expression value) {
        Precision precision = precision(value);
        List<Expression> factors = new ArrayList<>();
        collectFactors(value, factors);
        double relative = Math.pow(1 + precision.unit(), factors.size() - 1.0);
        Expression most = number(1);
        boolean proportional = true;
        for (Expression factor : factors) {
            Bound bound = operand(factor, precision);
            relative *= 1 + bound.relative();
            most = times(most, plus(magnitude(factor), bound.rest()));
            proportional &= bound.isRelative();
        }
        return proportional ? Bound.relative(relative - 1) : Bound.of(minus(times(relative, most), magnitude(value)));
    }

    private static void collectFactors(Expression value, List<Expression> factors) {
        switch (value) {
            case Binary(Operator operator, Expression left, Expression right)
            when operator == Operator.MULTIPLY -> {
                collectFactors(left, factors);
                collectFactors(right, factors);
            }
            case Negation(Expression operand) -> collectFactors(operand, factors);
            default -> factors.add(value);
        }
    }

    private Bound quotient(Expression value, Expression left, Expression right, Precision precision) {
        Bound a = operand(left, precision);
        Bound b = operand(right, precision);
        double rounding = 5 * precision.unit();
        Bound bound;
        if (b.isRelative()) {
            double least = 1 - b.relative();
            bound = new Bound(
                    (a.relative() + b.relative()) / least + rounding, over(a.rest(), times(least, magnitude(right))));
        } else {
            Expression most = over(plus(magnitude(left), a.total(left)), least(right, b));
            bound = new Bound(rounding, minus(most, magnitude(value)));
        }
        return bound.plusRest(overflow(magnitude(value), precision));
    }

    /** Returns the least magnitude that a value with an error may have; 0 if it may be 0. */
    Expression least(Expression value, Bound bound) {
        return max(minus(magnitude(value), bound.total(value)), number(0));
    }

    /** Returns 0 for a magnitude that can be represented, and what makes a bound as good as infinite for any other. */
    Expression overflow(Expression magnitude, Precision precision) {
        return Double.isInfinite(precision.largest())
                ? number(0)
                : beyond(minus(magnitude, number(precision.largest())));
    }

    /**
     * Returns by which share something grows that is divided by 1 − {@code share}. It is more than exp(share) − 1, and as good as infinite
     * from 1 on.
     */
    static Expression growth(Expression share) {
        return min(minus(over(number(1), max(minus(number(1), share), number(0))), number(1)), number(BEYOND));
    }

    /** Returns 0 for what is not positive, and what makes a bound as good as infinite for any other. */
    static Expression beyond(Expression value) {
        return times(BEYOND, max(value, number(0)));
    }

    /** Where rounding may decide a condition differently, either value may come out. */
    private Bound choice(Condition condition, Expression whenTrue, Expression whenFalse, Precision precision) {
        Bound a = operand(whenTrue, precision);
        Bound b = operand(whenFalse, precision);
        UndecidedConditions undecided = new UndecidedConditions(this);
        if (undecided.decided(condition)) {
            return a.isRelative() && b.isRelative()
                    ? Bound.relative(Math.max(a.relative(), b.relative()))
                    : Bound.of(new Select(condition, a.total(whenTrue), b.total(whenFalse)));
        }
        Expression either = plus(
                max(a.total(whenTrue), b.total(whenFalse)),
                magnitude(new Binary(Operator.SUBTRACT, whenTrue, whenFalse)));
        return Bound.of(new Select(
                new Condition.And(undecided.maybe(condition, true), undecided.maybe(condition, false)),
                either,
                new Select(condition, a.total(whenTrue), b.total(whenFalse))));
    }

    private Bound reduction(Reduction reduction) {
        Expression body = reduction.body();
        Bound term = bound(body);
        return switch (reduction.reducer()) {
            case MAX, MIN ->
                term.isExact()
                        ? Bound.EXACT
                        : Bound.of(new Reduction(Reducer.MAX, reduction.indices(), term.total(body)));
            case SUM -> sum(reduction, term);
            case PROD -> product(reduction, term);
        };
    }

    private Bound sum(Reduction reduction, Bound term) {
        Expression body = reduction.body();
        Precision precision = accumulator(body);
        double relative = term.relative() + roundings(tensors.count(reduction.indices())) * precision.unit();
        if (neverNegative(body)) {
            Expression rest =
                    term.isRelative() ? number(0) : new Reduction(Reducer.SUM, reduction.indices(), term.rest());
            return new Bound(relative, rest);
        }
        Bound inEach = new Bound(relative, term.rest());
        if (inEach.isExact()) {
            return Bound.EXACT;
        }
        Expression rest = term.isRelative()
                ? times(relative, new Reduction(Reducer.SUM, reduction.indices(), magnitude(body)))
                : new Reduction(Reducer.SUM, reduction.indices(), inEach.total(body));
        // What overflows on the way may come back to a small sum in double precision, and does not in the kernel's own.
        Expression largest = relative == 0 ? number(0) : overflow(times(1 / relative, rest), precision);
        return Bound.of(plus(rest, largest));
    }

    private Bound product(Reduction reduction, Bound term) {
        Expression body = reduction.body();
        Precision precision = accumulator(body);
        double roundings = roundings(tensors.count(reduction.indices())) * precision.unit();
        if (term.isExact()) {
            return Bound.relative(roundings);
        }
        Expression most = new Reduction(Reducer.PROD, reduction.indices(), plus(magnitude(body), term.total(body)));
        Expression rest = plus(minus(most, magnitude(reduction)), times(2 * roundings, most));
        return Bound.of(plus(rest, overflow(most, precision)));
    }

    /** A sum of numbers with a fraction is accumulated in the type of its result, be that narrower or wider than its terms. */
    private Precision accumulator(Expression body) {
        return precision(body) == Precision.WHOLE || tensors.accumulator() == Precision.WHOLE
                ? precision(body)
                : tensors.accumulator();
    }

    /** Tells whether a value is certain not to be negative. */
    boolean neverNegative(Expression value) {
        return signs.neverNegative(value);
    }

    /** Returns how far max and min of two values may be off. */
    Bound either(Expression left, Expression right, Precision precision) {
        Bound a = operand(left, precision);
        Bound b = operand(right, precision);
        return a.isExact() && b.isExact() ? Bound.EXACT : Bound.of(max(a.total(left), b.total(right)));
    }

    /** Returns how far floor may be off: by whole numbers, and only near one. */
    static Expression floorError(Expression value, Expression error) {
        Expression floor = call(Function.FLOOR, value);
        return max(
                minus(call(Function.FLOOR, plus(value, error)), floor),
                minus(floor, call(Function.FLOOR, minus(value, error))));
    }
}
