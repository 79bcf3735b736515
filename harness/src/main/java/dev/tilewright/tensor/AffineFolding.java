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
 * <p>Such values are compared as whole numbers, so that {@code i + 1 < N} is exact where single precision is not. A tensor holds fewer
 * than 2³¹ elements, so an index fits in int32; a multiple of it need not, and is then computed in 64 bits.
 */
final class AffineFolding {

    /** Indices and sizes are below 2³¹, so that 64 bits hold the sum of as many. */
    private static final long MOST = 1L << 31;

    /** Of as many a sum fits in int32 in every problem whose indices stay below 2³⁰, which takes tensors of gigabytes. */
    private static final long NARROW = 2;

    /** What is compared guards the index of an element, mostly, and that fits in int32. */
    private static final long NARROW_IN_COMPARISONS = 64;

    private static final long NARROW_CONSTANT = 1L << 30;

    private AffineFolding() {}

    static Expression binary(Operator operator, Expression left, Expression right) {
        return folded(operator, left, right)
                .filter(form -> weight(form) <= MOST && Math.abs(form.constant()) < 1L << 62)
                .<Expression>map(form -> value(form, NARROW))
                .orElseGet(() -> new Binary(operator, left, right));
    }

    private static Optional<Affine> folded(Operator operator, Expression left, Expression right) {
        Optional<Affine> a = affine(left);
        Optional<Affine> b = affine(right);
        boolean indexed = left instanceof IndexValue || right instanceof IndexValue;
        if (!indexed || a.isEmpty() || b.isEmpty()) {
            return Optional.empty();
        }
        try {
            return switch (operator) {
                case ADD -> Optional.of(a.get().plus(b.get()));
                case SUBTRACT -> Optional.of(a.get().minus(b.get()));
                case MULTIPLY ->
                    a.get().isConstant()
                            ? Optional.of(b.get().times(a.get().constant()))
                            : b.get().isConstant()
                                    ? Optional.of(a.get().times(b.get().constant()))
                                    : Optional.empty();
                case DIVIDE -> Optional.empty();
            };
        } catch (ArithmeticException tooLarge) {
            return Optional.empty();
        }
    }

    static Comparison comparison(Comparator comparator, Expression left, Expression right) {
        Optional<Affine> a = affine(left);
        Optional<Affine> b = affine(right);
        boolean indexed = left instanceof IndexValue || right instanceof IndexValue;
        return indexed && a.isPresent() && b.isPresent()
                ? new Comparison(
                        comparator, value(a.get(), NARROW_IN_COMPARISONS), value(b.get(), NARROW_IN_COMPARISONS))
                : new Comparison(comparator, left, right);
    }

    private static IndexValue value(Affine form, long narrow) {
        return new IndexValue(form, weight(form) > narrow || Math.abs(form.constant()) > NARROW_CONSTANT);
    }

    /** Returns of how many indices and sizes a form is the sum. */
    private static long weight(Affine form) {
        return form.coefficients().values().stream()
                .mapToLong(coefficient -> Math.min(Math.abs(coefficient), MOST + 1))
                .sum();
    }

    /** Returns the affine form of a value that is a whole number wherever it is computed. */
    static Optional<Affine> affine(Expression value) {
        return switch (value) {
            case IndexValue(Affine form, boolean _) -> Optional.of(form);
            case Constant(double number)
            when number == Math.rint(number) && Math.abs(number) < 1L << 53 ->
                Optional.of(Affine.constant((long) number));
            default -> Optional.empty();
        };
    }
}
