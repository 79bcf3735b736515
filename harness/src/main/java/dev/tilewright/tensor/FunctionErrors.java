package dev.tilewright.tensor;

import static dev.tilewright.tensor.ErrorRules.growth;
import static dev.tilewright.tensor.ExpressionAlgebra.call;
import static dev.tilewright.tensor.ExpressionAlgebra.magnitude;
import static dev.tilewright.tensor.ExpressionAlgebra.max;
import static dev.tilewright.tensor.ExpressionAlgebra.min;
import static dev.tilewright.tensor.ExpressionAlgebra.number;
import static dev.tilewright.tensor.ExpressionAlgebra.over;
import static dev.tilewright.tensor.ExpressionAlgebra.plus;
import static dev.tilewright.tensor.ExpressionAlgebra.times;

import dev.tilewright.tensor.Expression.Call;
import dev.tilewright.tensor.Expression.Function;
import java.util.List;

/**
 * Derives the errors of element functions. Each has an allowance of its own, as no device rounds them correctly, and a kernel may use the
 * approximations that devices have for them ({@code native_exp}, {@code __expf}, or a compiler's relaxed arithmetic).
 *
 * <p>The allowances are close to the table "ULP values for single precision built-in math functions with fast relaxed math" of the OpenCL
 * C specification and to that of intrinsic functions in the CUDA C++ Programming Guide; a unit in the last place is at most two unit
 * roundoffs. Two are tighter: sine and cosine may be off by 16 unit roundoffs absolutely, which all known devices keep, and not by 2⁻¹¹,
 * which would let half precision pass.
 *
 * @param rules how operands are judged
 * @param precision what the function is computed in
 */
record FunctionErrors(ErrorRules rules, Precision precision) {

    private static final double SQRT = 6;
    private static final double RSQRT = 8;
    private static final double EXP = 6;
    private static final double EXP_PER_ARGUMENT = 4;

    /** Beyond it, exponentials are 0 or overflow in any precision. */
    private static final double LARGEST_EXPONENT = 750;

    private static final double LOG = 6;
    private static final double LOG_ABSOLUTE = 8;
    private static final double TANH = 10;
    private static final double TANH_ABSOLUTE = 8;
    private static final double SINE = 8;
    private static final double SINE_ABSOLUTE = 16;
    private static final double POW = 32;

    private double unit() {
        return precision.unit();
    }

    Bound bound(Call call) {
        List<Expression> arguments = call.arguments();
        Expression x = arguments.getFirst();
        return switch (call.function()) {
            case ABS -> rules.operand(x, precision);
            case MIN, MAX -> rules.either(x, arguments.getLast(), precision);
            case FLOOR -> floor(x);
            case SQRT -> sqrt(call, x);
            case RSQRT -> rsqrt(call, x);
            case EXP -> exp(call, x);
            case LOG -> log(x);
            case TANH ->
                new Bound(
                        TANH * unit(),
                        plus(
                                number(TANH_ABSOLUTE * unit()),
                                rules.operand(x, precision).total(x)));
            case SIN, COS ->
                new Bound(
                        SINE * unit(),
                        plus(
                                times(SINE_ABSOLUTE * unit(), max(number(1), magnitude(x))),
                                rules.operand(x, precision).total(x)));
            case POW -> pow(call, x, arguments.getLast());
        };
    }

    private Bound floor(Expression x) {
        Bound operand = rules.operand(x, precision);
        return operand.isExact() ? Bound.EXACT : Bound.of(ErrorRules.floorError(x, operand.total(x)));
    }

    /** √(x + e) − √x is at most e / √x and at most √e. */
    private Bound sqrt(Expression root, Expression x) {
        Bound operand = rules.operand(x, precision);
        if (operand.isRelative()) {
            return Bound.relative(half(operand) + SQRT * unit());
        }
        Expression error = operand.total(x);
        return new Bound(
                SQRT * unit(), min(over(error, max(root, number(precision.negligible()))), call(Function.SQRT, error)));
    }

    /** 1 / √(x − e) − 1 / √x is at most half of what 1 / (x − e) grows by. */
    private Bound rsqrt(Expression root, Expression x) {
        Bound operand = rules.operand(x, precision);
        return operand.isRelative()
                ? Bound.relative(half(operand) + RSQRT * unit())
                : new Bound(RSQRT * unit(), times(root, times(0.5, growth(over(operand.total(x), magnitude(x))))));
    }

    private static double half(Bound bound) {
        return bound.relative() / 2 + bound.relative() * bound.relative();
    }

    private Bound exp(Expression value, Expression x) {
        Bound operand = rules.operand(x, precision);
        Expression argument = min(magnitude(x), number(LARGEST_EXPONENT));
        Expression error = plus(times(EXP_PER_ARGUMENT * unit(), argument), operand.total(x));
        return new Bound(EXP * unit(), plus(times(value, growth(error)), rules.overflow(value, precision)));
    }

    private Bound log(Expression x) {
        Bound operand = rules.operand(x, precision);
        return new Bound(LOG * unit(), plus(number(LOG_ABSOLUTE * unit()), shareOf(x, operand)));
    }

    /** Returns how far the logarithm of a value may be off because the value is. */
    private static Expression shareOf(Expression x, Bound operand) {
        return operand.isRelative()
                ? number(operand.relative() / (1 - operand.relative()))
                : growth(over(operand.total(x), magnitude(x)));
    }

    /**
     * The power is allowed to be exp₂(y · log₂ x), or a chain of products. An error of x counts y times, one of y counts ln x times.
     */
    private Bound pow(Expression value, Expression x, Expression y) {
        Bound base = rules.operand(x, precision);
        Bound exponent = rules.operand(y, precision);
        Expression logarithm = magnitude(call(Function.LOG, max(magnitude(x), number(precision.negligible()))));
        Expression ofBase = plus(
                times(EXP_PER_ARGUMENT * unit(), logarithm), plus(number(LOG_ABSOLUTE * unit()), shareOf(x, base)));
        Expression error =
                plus(times(magnitude(y), ofBase), exponent.isExact() ? number(0) : times(exponent.total(y), logarithm));
        Expression magnitude = magnitude(value);
        return new Bound(POW * unit(), plus(times(magnitude, growth(error)), rules.overflow(magnitude, precision)));
    }
}
