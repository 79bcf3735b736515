package dev.tilewright.space;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An operator of Python expressions. Those between operands bind as in Python, by their strength. */
enum PythonOperator {
    EQUAL(PythonOperator.COMPARES, "=="),
    NOT_EQUAL(PythonOperator.COMPARES, "!="),
    LESS(PythonOperator.COMPARES, "<"),
    LESS_OR_EQUAL(PythonOperator.COMPARES, "<="),
    GREATER(PythonOperator.COMPARES, ">"),
    GREATER_OR_EQUAL(PythonOperator.COMPARES, ">="),
    IN(PythonOperator.COMPARES, "in"),
    NOT_IN(PythonOperator.COMPARES, "not in"),
    BIT_OR(6, "|"),
    BIT_XOR(7, "^"),
    BIT_AND(8, "&"),
    SHIFT_LEFT(9, "<<"),
    SHIFT_RIGHT(9, ">>"),
    ADD(10, "+"),
    SUBTRACT(10, "-"),
    MULTIPLY(11, "*"),
    DIVIDE(11, "/"),
    FLOOR_DIVIDE(11, "//"),
    REMAINDER(11, "%"),
    /** Binds more strongly than a sign to its left, and less strongly than one to its right. */
    POWER(13, "**"),
    NOT(4, "not"),
    NEGATE(12, "-"),
    PLUS(12, "+"),
    COMPLEMENT(12, "~");

    static final int CHOOSES = 1;
    static final int DISJOINS = 2;
    static final int CONJOINS = 3;
    static final int COMPARES = 5;
    static final int SUBSCRIPTS = 14;

    private static final Set<PythonOperator> BETWEEN = Collections.unmodifiableSet(EnumSet.range(EQUAL, POWER));

    private static final List<PythonOperator> SIGNS = List.of(NEGATE, PLUS, COMPLEMENT);

    private final int strength;
    private final String symbol;

    PythonOperator(int strength, String symbol) {
        this.strength = strength;
        this.symbol = symbol;
    }

    /** Finds an operator that stands between operands. */
    static Optional<PythonOperator> between(String symbol) {
        return BETWEEN.stream()
                .filter(operator -> operator.symbol.equals(symbol))
                .findFirst();
    }

    /** Finds a sign that stands before its operand. */
    static Optional<PythonOperator> sign(String symbol) {
        return SIGNS.stream().filter(operator -> operator.symbol.equals(symbol)).findFirst();
    }

    int strength() {
        return strength;
    }

    /** Returns the strength that what is to the right of it has to exceed. */
    int right() {
        return this == POWER ? NEGATE.strength - 1 : strength;
    }

    String symbol() {
        return symbol;
    }

    boolean compares() {
        return strength == COMPARES;
    }
}
