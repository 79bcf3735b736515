package dev.tilewright.space;

import java.util.List;

/** A Python expression as a tree. Every part knows the offset in the text that a message about it points to. */
sealed interface PythonTerm {

    /** Returns the offset of its first character, or of its operator. */
    int at();

    /** A {@link Long}, a {@link Double}, a {@link Boolean} or a {@link String}. */
    record Literal(Object value, int at) implements PythonTerm {}

    /** What has a value outside of the expression, or is bound by a comprehension around it. */
    record Name(String name, int at) implements PythonTerm {}

    /** A list, a tuple or a set; of a set, values are taken once. */
    record Sequence(List<PythonTerm> items, boolean set, int at) implements PythonTerm {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** An operator before its operand. */
    record Unary(PythonOperator operator, PythonTerm operand, int at) implements PythonTerm {}

    /** Arithmetic between two operands. */
    record Binary(PythonOperator operator, PythonTerm left, PythonTerm right, int at) implements PythonTerm {}

    /** {@code a < b <= c}: each operator stands between the operand of its place and the next. */
    record Comparison(List<PythonTerm> operands, List<PythonOperator> operators, int at) implements PythonTerm {
        public Comparison {
            operands = List.copyOf(operands);
            operators = List.copyOf(operators);
        }
    }

    /** {@code a and b}, or {@code a or b}: one of the operands, of which the right one is only computed where the left does not decide. */
    record Logic(boolean conjunction, PythonTerm left, PythonTerm right, int at) implements PythonTerm {}

    /** {@code a if c else b}; only the chosen one is computed. */
    record Choice(PythonTerm condition, PythonTerm whenTrue, PythonTerm whenFalse, int at) implements PythonTerm {}

    /** A function; there are as many arguments as it takes. */
    record Call(PythonFunction function, List<PythonTerm> arguments, int at) implements PythonTerm {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code values[index]}. */
    record Item(PythonTerm sequence, PythonTerm index, int at) implements PythonTerm {}

    /** {@code [element for name in values if condition]}. */
    record Comprehension(PythonTerm element, List<Clause> clauses, boolean set, int at) implements PythonTerm {
        public Comprehension {
            clauses = List.copyOf(clauses);
        }
    }

    /**
     * One {@code for} of a comprehension.
     *
     * @param name what each value is called
     * @param values what it goes through
     * @param conditions what is left out unless they all hold
     */
    record Clause(String name, PythonTerm values, List<PythonTerm> conditions) {
        public Clause {
            conditions = List.copyOf(conditions);
        }
    }

    /** Returns the parts that it is made of, but for those of a comprehension, in which names mean something else. */
    default List<PythonTerm> parts() {
        return switch (this) {
            case Literal _, Name _, Comprehension _ -> List.of();
            case Sequence sequence -> sequence.items();
            case Unary unary -> List.of(unary.operand());
            case Binary binary -> List.of(binary.left(), binary.right());
            case Comparison comparison -> comparison.operands();
            case Logic logic -> List.of(logic.left(), logic.right());
            case Choice choice -> List.of(choice.condition(), choice.whenTrue(), choice.whenFalse());
            case Call call -> call.arguments();
            case Item item -> List.of(item.sequence(), item.index());
        };
    }
}
