package dev.tilewright.codegen.lower;

import dev.tilewright.tensor.Affine;
import java.util.Map;

/**
 * What the sizes of a problem satisfy, {@code N % 32 == 0}.
 *
 * @param left the number on the left
 * @param relation how it compares
 * @param right the number on the right
 */
public record SizeCondition(SizeFormula left, Relation relation, SizeFormula right) {

    /** How two numbers compare. */
    public enum Relation {
        EQUAL("=="),
        NOT_EQUAL("!="),
        AT_LEAST(">="),
        LESS("<");

        private final String symbol;

        Relation(String symbol) {
            this.symbol = symbol;
        }

        private Relation negated() {
            return switch (this) {
                case EQUAL -> NOT_EQUAL;
                case NOT_EQUAL -> EQUAL;
                case AT_LEAST -> LESS;
                case LESS -> AT_LEAST;
            };
        }
    }

    /** Returns the condition that a number leaves nothing over. */
    static SizeCondition divides(SizeFormula dividend, long divisor) {
        return new SizeCondition(SizeFormula.remainder(dividend, divisor), Relation.EQUAL, SizeFormula.of(0));
    }

    /** Returns the condition that two numbers are the same. */
    public static SizeCondition equal(SizeFormula left, SizeFormula right) {
        return new SizeCondition(left, Relation.EQUAL, right);
    }

    /** Returns the condition that a name has a value. */
    static SizeCondition is(String name, SizeFormula value) {
        return equal(SizeFormula.of(Affine.name(name)), value);
    }

    static SizeCondition atLeast(SizeFormula left, SizeFormula right) {
        return new SizeCondition(left, Relation.AT_LEAST, right);
    }

    /** Tells whether the sizes of a problem satisfy it, derived sizes included. */
    public boolean holds(Map<String, Long> sizes) {
        long one = left.evaluate(sizes);
        long other = right.evaluate(sizes);
        return switch (relation) {
            case EQUAL -> one == other;
            case NOT_EQUAL -> one != other;
            case AT_LEAST -> one >= other;
            case LESS -> one < other;
        };
    }

    /** Tells whether it holds for all problems or for none. */
    boolean constant() {
        return left.constant() && right.constant();
    }

    /** Returns this condition, or its opposite where that is what holds for a problem. */
    SizeCondition asFor(Map<String, Long> sizes) {
        return holds(sizes) ? this : new SizeCondition(left, relation.negated(), right);
    }

    /** Tells whether it follows that {@code divisor} divides {@code dividend}. */
    public boolean leavesNothingOver(SizeFormula dividend, long divisor) {
        return left instanceof SizeFormula.Remainder(SizeFormula of, long by)
                && of.equals(dividend)
                && by % divisor == 0
                && relation == Relation.EQUAL
                && right.equals(SizeFormula.of(0));
    }

    /** Returns this condition with formulas in the places of names. */
    public SizeCondition with(Map<String, SizeFormula> values) {
        return new SizeCondition(left.with(values), relation, right.with(values));
    }

    @Override
    public String toString() {
        return "%s %s %s".formatted(left.operand(2), relation.symbol, right);
    }
}
