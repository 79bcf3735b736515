package dev.tilewright.space;

import java.util.List;
import java.util.Map;

/**
 * Computes the value of a formula: a {@link Long}, a {@link Boolean}, or a {@link String} for a word. Numbers have 64 bits and never wrap
 * around.
 */
final class FormulaEvaluation {

    private final FormulaText source;
    private final Map<String, Object> values;

    /**
     * @param source the formula, for messages
     * @param values the value of each name
     */
    FormulaEvaluation(FormulaText source, Map<String, Object> values) {
        this.source = source;
        this.values = values;
    }

    /**
     * Computes the value of a part.
     *
     * @throws UncomputableException if it divides by zero, or a number in it does not fit in 64 bits
     * @throws IllegalArgumentException if a name is not known, or stands for a word where a number is needed
     */
    Object of(Term term) {
        return switch (term) {
            case Term.Literal number -> number.value();
            case Term.Word word -> word.value();
            case Term.Truth truth -> truth.value();
            case Term.Name name -> named(name.name());
            case Term.Unary unary -> unary(unary);
            case Term.Binary binary -> binary(binary);
            case Term.Call call -> {
                List<Long> arguments =
                        call.arguments().stream().map(this::number).toList();
                yield computed(() -> call.function().apply(arguments));
            }
            case Term.Choice choice -> truth(choice.condition()) ? of(choice.whenTrue()) : of(choice.whenFalse());
        };
    }

    private Object named(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw Formula.unknown(source, name);
        }
        return value;
    }

    private Object unary(Term.Unary unary) {
        return switch (unary.operator()) {
            case NOT -> !truth(unary.operand());
            case COMPLEMENT -> ~number(unary.operand());
            default -> {
                long operand = number(unary.operand());
                yield computed(() -> Math.negateExact(operand));
            }
        };
    }

    private Object binary(Term.Binary binary) {
        return switch (binary.operator()) {
            case AND -> truth(binary.left()) && truth(binary.right());
            case OR -> truth(binary.left()) || truth(binary.right());
            case EQUAL -> of(binary.left()).equals(of(binary.right()));
            case NOT_EQUAL -> !of(binary.left()).equals(of(binary.right()));
            case FormulaOperator operator -> numeric(operator, number(binary.left()), number(binary.right()));
        };
    }

    private Object numeric(FormulaOperator operator, long left, long right) {
        return switch (operator) {
            case LESS -> left < right;
            case LESS_OR_EQUAL -> left <= right;
            case GREATER -> left > right;
            case GREATER_OR_EQUAL -> left >= right;
            default -> computed(() -> arithmetic(operator, left, right));
        };
    }

    static long arithmetic(FormulaOperator operator, long left, long right) {
        return switch (operator) {
            case ADD -> Math.addExact(left, right);
            case SUBTRACT -> Math.subtractExact(left, right);
            case MULTIPLY -> Math.multiplyExact(left, right);
            case DIVIDE -> Math.divideExact(left, divisor(right));
            case REMAINDER -> left % divisor(right);
            case SHIFT_LEFT -> Math.multiplyExact(left, power(right));
            case SHIFT_RIGHT -> left >> exponent(right);
            case BIT_AND -> left & right;
            case BIT_OR -> left | right;
            case BIT_XOR -> left ^ right;
            default -> throw new IllegalStateException("no arithmetic: " + operator);
        };
    }

    /** The virtual machine's own exception loses its message where it is thrown often. */
    static long divisor(long number) {
        if (number == 0) {
            throw new DivisionByZeroException();
        }
        return number;
    }

    private static long power(long exponent) {
        if (exponent >= Long.SIZE - 1) {
            throw new ArithmeticException("it shifts by " + exponent);
        }
        return 1L << exponent(exponent);
    }

    private static long exponent(long by) {
        if (by < 0 || by >= Long.SIZE) {
            throw new ArithmeticException("it shifts by " + by);
        }
        return by;
    }

    /** Arithmetic on 64 bits, which says what is wrong where it has no result. */
    private interface Computation {
        long result();
    }

    private long computed(Computation computation) {
        try {
            return computation.result();
        } catch (ArithmeticException e) {
            throw source.uncomputable(e);
        }
    }

    private long number(Term term) {
        Object value = of(term);
        if (value instanceof Long number) {
            return number;
        }
        throw source.error(term.at(), "%s is no whole number".formatted(value));
    }

    private boolean truth(Term term) {
        Object value = of(term);
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw source.error(term.at(), "%s is not true or false".formatted(value));
    }
}
