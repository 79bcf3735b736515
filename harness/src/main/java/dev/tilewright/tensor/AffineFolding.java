package dev.tilewright.tensor;

import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Condition.Comparator;
import dev.tilewright.tensor.Expression.Condition.Comparison;
import dev.tilewright.tensor.Expression.Constant;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Operator;
import java.util.Optional;

/**
 * Keeps whole-number arithmetic on indices and sizes whole: {@code 2 * i + 1} becomes one affine value.
 *
 * <p>Such values are compared as whole numbers, so that {@code i + 1 < N} is exact where single precision is not.
 */
final class AffineFolding {

    private AffineFolding() {}

    static Expression binary(Operator operator, Expression left, Expression right) {
        Optional<Affine> a = affine(left);
        Optional<Affine> b = affine(right);
        boolean indexed = left instanceof IndexValue || right instanceof IndexValue;
        if (!indexed || a.isEmpty() || b.isEmpty()) {
            return new Binary(operator, left, right);
        }
        return switch (operator) {
            case ADD -> new IndexValue(a.get().plus(b.get()));
            case SUBTRACT -> new IndexValue(a.get().minus(b.get()));
            case MULTIPLY -> {
                if (a.get().isConstant()) {
                    yield new IndexValue(b.get().times(a.get().constant()));
                }
                if (b.get().isConstant()) {
                    yield new IndexValue(a.get().times(b.get().constant()));
                }
                yield new Binary(operator, left, right);
            }
            case DIVIDE -> new Binary(operator, left, right);
        };
    }

    static Comparison comparison(Comparator comparator, Expression left, Expression right) {
        if (left instanceof IndexValue || right instanceof IndexValue) {
            return new Comparison(comparator, whole(left), whole(right));
        }
        return new Comparison(comparator, left, right);
    }

    private static Expression whole(Expression value) {
        return affine(value).<Expression>map(IndexValue::new).orElse(value);
    }

    /** Returns the affine form of a value that is a whole number wherever it is computed. */
    static Optional<Affine> affine(Expression value) {
        return switch (value) {
            case IndexValue(Affine form) -> Optional.of(form);
            case Constant(double number)
            when number == Math.rint(number) && Math.abs(number) < 1L << 53 ->
                Optional.of(Affine.constant((long) number));
            default -> Optional.empty();
        };
    }
}
