package dev.tilewright.space;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An operator of formulas. Those between operands bind as in C, by their strength. */
enum FormulaOperator {
    OR(2, "||", "or"),
    AND(3, "&&", "and"),
    BIT_OR(5, "|"),
    BIT_XOR(6, "^"),
    BIT_AND(7, "&"),
    EQUAL(8, "==", "eq"),
    NOT_EQUAL(8, "!=", "ne"),
    LESS(9, "<", "lt"),
    LESS_OR_EQUAL(9, "<=", "le"),
    GREATER(9, ">", "gt"),
    GREATER_OR_EQUAL(9, ">=", "ge"),
    SHIFT_LEFT(10, "<<"),
    SHIFT_RIGHT(10, ">>"),
    ADD(11, "+"),
    SUBTRACT(11, "-"),
    MULTIPLY(12, "*"),
    DIVIDE(12, "/"),
    REMAINDER(12, "%"),
    NEGATE(13, "-"),
    COMPLEMENT(13, "~"),
    NOT(13, "!");

    private static final List<FormulaOperator> BETWEEN =
            Arrays.stream(values()).filter(operator -> operator.strength < 13).toList();

    private static final List<FormulaOperator> BEFORE =
            Arrays.stream(values()).filter(operator -> operator.strength == 13).toList();

    private final int strength;
    private final String symbol;
    private final String word;

    FormulaOperator(int strength, String symbol) {
        this(strength, symbol, symbol);
    }

    /**
     * @param word the operator in letters, which may stand in place of the symbol
     */
    FormulaOperator(int strength, String symbol, String word) {
        this.strength = strength;
        this.symbol = symbol;
        this.word = word;
    }

    /** Finds an operator that stands between operands. */
    static Optional<FormulaOperator> between(String symbol) {
        return BETWEEN.stream()
                .filter(operator -> operator.symbol.equals(symbol) || operator.word.equals(symbol))
                .findFirst();
    }

    /** Finds an operator that stands before its operand. */
    static Optional<FormulaOperator> before(String symbol) {
        return BEFORE.stream()
                .filter(operator -> operator.symbol.equals(symbol) || operator.word.equals(symbol))
                .findFirst();
    }

    int strength() {
        return strength;
    }

    String symbol() {
        return symbol;
    }

    /** Tells whether it takes conditions; others take numbers, and {@code ==} and {@code !=} whatever is of one kind. */
    boolean takesConditions() {
        return this == OR || this == AND || this == NOT;
    }

    boolean comparesAnything() {
        return this == EQUAL || this == NOT_EQUAL;
    }

    /** Tells whether it makes a condition of what it takes. */
    boolean makesCondition() {
        return takesConditions() || (strength >= EQUAL.strength && strength <= GREATER_OR_EQUAL.strength);
    }
}
