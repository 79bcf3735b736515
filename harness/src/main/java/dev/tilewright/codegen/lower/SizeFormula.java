package dev.tilewright.codegen.lower;

import dev.tilewright.tensor.Affine;
import java.util.Map;

/**
 * A whole number that follows from the sizes of a problem: how many groups a launch has, or how long a buffer is. Written out it is a
 * formula as kernels of one's own have them, {@code (N + 31) / 32 * 8}.
 */
public sealed interface SizeFormula {

    /** Computes the number for the sizes of a problem, derived ones included. */
    long evaluate(Map<String, Long> sizes);

    /** Tells whether the number is the same for all problems. */
    default boolean constant() {
        return this instanceof Linear(Affine form) && form.isConstant();
    }

    /** Returns how tightly the text binds: 3 as a name or number, 2 as a product, 1 as a sum. */
    int level();

    /** Returns the text so that it can stand beside an operator that binds as tightly as {@code level}. */
    default String operand(int level) {
        return level() < level ? "(" + this + ")" : toString();
    }

    /** Returns a formula for a form over sizes. */
    static SizeFormula of(Affine form) {
        return new Linear(form);
    }

    /** Returns a formula for a number. */
    static SizeFormula of(long number) {
        return new Linear(Affine.constant(number));
    }

    /** Returns {@code dividend / divisor}, rounded down; the dividend is not negative. */
    static SizeFormula quotient(SizeFormula dividend, long divisor) {
        return folded(divisor == 1 ? dividend : new Quotient(dividend, divisor, false));
    }

    /** Returns {@code dividend / divisor}, rounded up; the dividend is not negative. */
    static SizeFormula quotientRoundedUp(SizeFormula dividend, long divisor) {
        return folded(divisor == 1 ? dividend : new Quotient(dividend, divisor, true));
    }

    /** Returns what {@code dividend / divisor} leaves over. */
    static SizeFormula remainder(SizeFormula dividend, long divisor) {
        return folded(new Remainder(dividend, divisor));
    }

    /** Returns a product. */
    static SizeFormula product(SizeFormula left, SizeFormula right) {
        SizeFormula one = of(1);
        return left.equals(one) ? right : right.equals(one) ? left : folded(new Product(left, right));
    }

    /** Returns a sum. */
    static SizeFormula sum(SizeFormula left, SizeFormula right) {
        SizeFormula none = of(0);
        return left.equals(none)
                ? right
                : right.equals(none)
                        ? left
                        : left instanceof Linear(Affine one) && right instanceof Linear(Affine other)
                                ? of(one.plus(other))
                                : new Sum(left, right);
    }

    /** Returns this formula with others in the places of names. */
    default SizeFormula with(Map<String, SizeFormula> values) {
        return switch (this) {
            case Linear(Affine form) -> {
                Affine rest = form;
                SizeFormula sum = of(0);
                for (String name : form.names()) {
                    SizeFormula value = values.get(name);
                    if (value != null) {
                        rest = rest.minus(Affine.name(name).times(form.coefficient(name)));
                        sum = sum(sum, product(value, of(form.coefficient(name))));
                    }
                }
                yield sum(of(rest), sum);
            }
            case Quotient(SizeFormula dividend, long divisor, boolean up) ->
                up ? quotientRoundedUp(dividend.with(values), divisor) : quotient(dividend.with(values), divisor);
            case Remainder(SizeFormula dividend, long divisor) -> remainder(dividend.with(values), divisor);
            case Product(SizeFormula left, SizeFormula right) -> product(left.with(values), right.with(values));
            case Sum(SizeFormula left, SizeFormula right) -> sum(left.with(values), right.with(values));
        };
    }

    private static SizeFormula folded(SizeFormula formula) {
        boolean known = switch (formula) {
            case Linear _ -> false;
            case Quotient(SizeFormula dividend, long _, boolean _) -> dividend.constant();
            case Remainder(SizeFormula dividend, long _) -> dividend.constant();
            case Product(SizeFormula left, SizeFormula right) -> left.constant() && right.constant();
            case Sum(SizeFormula left, SizeFormula right) -> left.constant() && right.constant();
        };
        return known ? of(formula.evaluate(Map.of())) : formula;
    }

    /** An affine form over sizes. */
    record Linear(Affine form) implements SizeFormula {
        @Override
        public long evaluate(Map<String, Long> sizes) {
            return form.evaluate(sizes);
        }

        @Override
        public int level() {
            return form.isName() || (form.isConstant() && form.constant() >= 0) ? 3 : 1;
        }

        @Override
        public String toString() {
            return form.toString();
        }
    }

    /** A quotient, rounded down or up. */
    record Quotient(SizeFormula dividend, long divisor, boolean up) implements SizeFormula {
        @Override
        public long evaluate(Map<String, Long> sizes) {
            long value = dividend.evaluate(sizes);
            return up ? Math.ceilDiv(value, divisor) : Math.floorDiv(value, divisor);
        }

        @Override
        public int level() {
            return 2;
        }

        @Override
        public String toString() {
            return up
                    ? "(%s) / %d".formatted(sum(dividend, of(divisor - 1)), divisor)
                    : "%s / %d".formatted(dividend.operand(2), divisor);
        }
    }

    /** What a division leaves over. */
    record Remainder(SizeFormula dividend, long divisor) implements SizeFormula {
        @Override
        public long evaluate(Map<String, Long> sizes) {
            return Math.floorMod(dividend.evaluate(sizes), divisor);
        }

        @Override
        public int level() {
            return 2;
        }

        @Override
        public String toString() {
            return "%s %% %d".formatted(dividend.operand(2), divisor);
        }
    }

    /** A product. */
    record Product(SizeFormula left, SizeFormula right) implements SizeFormula {
        @Override
        public long evaluate(Map<String, Long> sizes) {
            return Math.multiplyExact(left.evaluate(sizes), right.evaluate(sizes));
        }

        @Override
        public int level() {
            return 2;
        }

        @Override
        public String toString() {
            return "%s * %s".formatted(left.operand(2), right.operand(3));
        }
    }

    /** A sum. */
    record Sum(SizeFormula left, SizeFormula right) implements SizeFormula {
        @Override
        public long evaluate(Map<String, Long> sizes) {
            return Math.addExact(left.evaluate(sizes), right.evaluate(sizes));
        }

        @Override
        public int level() {
            return 1;
        }

        @Override
        public String toString() {
            return "%s + %s".formatted(left, right);
        }
    }
}
