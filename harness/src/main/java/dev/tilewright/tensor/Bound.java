package dev.tilewright.tensor;

import static dev.tilewright.tensor.ExpressionAlgebra.magnitude;
import static dev.tilewright.tensor.ExpressionAlgebra.number;
import static dev.tilewright.tensor.ExpressionAlgebra.plus;
import static dev.tilewright.tensor.ExpressionAlgebra.times;

/**
 * How far a computed value may be from the true one: {@code relative · |value| + rest}.
 *
 * <p>The two parts are kept apart because relative errors are propagated by multiplications and quotients as plain numbers, which cost
 * nothing when the bound is evaluated.
 *
 * @param relative the part that is proportional to the magnitude of the value
 * @param rest the other part, an expression that is never negative; the constant 0 if there is none
 */
record Bound(double relative, Expression rest) {

    /** The bound of a value that is always computed exactly. */
    static final Bound EXACT = new Bound(0, number(0));

    /** Returns a bound that is proportional to the value. */
    static Bound relative(double relative) {
        return new Bound(relative, number(0));
    }

    /** Returns a bound that is an expression. */
    static Bound of(Expression rest) {
        return new Bound(0, rest);
    }

    boolean isExact() {
        return relative == 0 && isRelative();
    }

    /** Tells whether it is proportional to the value. */
    boolean isRelative() {
        return ExpressionAlgebra.is(rest, 0);
    }

    /** Returns the bound with more that is proportional to the value. */
    Bound plusRelative(double more) {
        return new Bound(relative + more, rest);
    }

    /** Returns the bound with more that is not. */
    Bound plusRest(Expression more) {
        return new Bound(relative, plus(rest, more));
    }

    /** Returns the bound as one expression. */
    Expression total(Expression value) {
        return plus(times(relative, magnitude(value)), rest);
    }
}
