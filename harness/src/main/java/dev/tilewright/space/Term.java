package dev.tilewright.space;

import java.util.List;

/** A formula as a tree. Every part knows the offset in the text that a message about it points to. */
sealed interface Term {

    /** Returns the offset of its first character, or of its operator. */
    int at();

    /** A whole number. */
    record Literal(long value, int at) implements Term {}

    /** A word in quotes. */
    record Word(String value, int at) implements Term {}

    /** {@code true} or {@code false}. */
    record Truth(boolean value, int at) implements Term {}

    /** A size or a tunable. */
    record Name(String name, int at) implements Term {}

    /** An operator before its operand. */
    record Unary(FormulaOperator operator, Term operand, int at) implements Term {}

    /** An operator between its operands. */
    record Binary(FormulaOperator operator, Term left, Term right, int at) implements Term {}

    /** A function of numbers; there are as many arguments as it takes. */
    record Call(FormulaFunction function, List<Term> arguments, int at) implements Term {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** One of two values; only the chosen one is computed. */
    record Choice(Term condition, Term whenTrue, Term whenFalse, int at) implements Term {}

    /** Returns the parts that it is made of. */
    default List<Term> parts() {
        return switch (this) {
            case Literal _, Word _, Truth _, Name _ -> List.of();
            case Unary unary -> List.of(unary.operand());
            case Binary binary -> List.of(binary.left(), binary.right());
            case Call call -> call.arguments();
            case Choice choice -> List.of(choice.condition(), choice.whenTrue(), choice.whenFalse());
        };
    }
}
