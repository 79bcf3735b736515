package dev.tilewright.tensor;

import static dev.tilewright.tensor.ErrorRules.beyond;
import static dev.tilewright.tensor.ExpressionAlgebra.call;
import static dev.tilewright.tensor.ExpressionAlgebra.is;
import static dev.tilewright.tensor.ExpressionAlgebra.magnitude;
import static dev.tilewright.tensor.ExpressionAlgebra.max;
import static dev.tilewright.tensor.ExpressionAlgebra.minus;
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
        double relative = half(operand) + SQRT * unit();
        if (operand.isRelative()) {
            return Bound.relative(relative);
        }
        Expression error = operand.total(x);
        return new Bound(
                SQRT * unit(),
                ErrorRules.tighter(over(error, max(root, number(precision.negligible()))), call(Function.SQRT, error)));
    }

    /** 1 / √(x − e) − 1 / √x is at most e / (2 (x − e)) of 1 / √x. */
    private Bound rsqrt(Expression root, Expression x) {
        Bound operand = rules.operand(x, precision);
        if (operand.isRelative()) {
            return Bound.relative(half(operand) + RSQRT * unit());
        }
        return new Bound(RSQRT * unit(), over(times(root, times(0.5, operand.total(x))), rules.least(x, operand)));
    }

    private static double half(Bound bound) {
        return bound.relative() / 2 + bound.relative() * bound.relative();
    }

    /** exp(e) − 1 is at most e + e² up to e = 1; what comes beyond is no result any more. */
    private Bound exp(Expression value, Expression x) {
        Bound operand = rules.operand(x, precision);
        Expression error = plus(times(EXP_PER_ARGUMENT * unit(), magnitude(x)), operand.total(x));
        return new Bound(
                EXP * unit(),
                plus(
                        times(value, plus(error, times(error, error))),
                        plus(
                                operand.isExact() ? number(0) : beyond(minus(error, number(1))),
                                rules.overflow(value, precision))));
    }

    private Bound log(Expression x) {
        Bound operand = rules.operand(x, precision);
        Expression error = operand.isRelative()
                ? number(operand.relative() / (1 - operand.relative()))
                : over(operand.total(x), rules.least(x, operand));
        return new Bound(LOG * unit(), plus(number(LOG_ABSOLUTE * unit()), error));
    }

    /**
     * The power is allowed to be exp₂(y · log₂ x), or a chain of products. An error of x counts y times, one of y counts ln x times.
     */
    private Bound pow(Expression value, Expression x, Expression y) {
        Bound base = rules.operand(x, precision);
        Bound exponent = rules.operand(y, precision);
        Expression logarithm = magnitude(call(Function.LOG, max(magnitude(x), number(precision.negligible()))));
        Expression fromBase = base.isRelative()
                ? number(base.relative() / (1 - base.relative()))
                : over(base.total(x), rules.least(x, base));
        Expression error = plus(
                times(
                        magnitude(y),
                        plus(
                                times(EXP_PER_ARGUMENT * unit(), logarithm),
                                plus(number(LOG_ABSOLUTE * unit()), fromBase))),
                exponent.isExact() ? number(0) : times(exponent.total(y), logarithm));
        Expression rest = times(magnitude(value), plus(error, times(error, error)));
        if (!is(base.rest(), 0) || !exponent.isExact()) {
            rest = plus(rest, beyond(minus(error, number(1))));
        }
        return new Bound(POW * unit(), plus(rest, rules.overflow(magnitude(value), precision)));
    }
}
