package dev.tilewright.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What Python expressions compute with: {@link Long}, {@link Double}, {@link Boolean}, {@link String} and lists of them. Lists, tuples
 * and sets are all lists here.
 */
final class PythonValues {

    private static final int LONGEST_WORD = 1000;

    private PythonValues() {}

    /** Returns a tunable's value as conditions compute with it. */
    static Object of(String text) {
        if (Numeral.isWhole(text)) {
            return Long.valueOf(text);
        }
        return Numeral.isDecimal(text) ? (Object) Double.valueOf(text) : text;
    }

    static boolean isTrue(Object value) {
        return switch (value) {
            case Boolean truth -> truth;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case String word -> !word.isEmpty();
            default -> !list(value).isEmpty();
        };
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Boolean;
    }

    static long whole(Object value) {
        return switch (value) {
            case Long number -> number;
            case Boolean truth -> truth ? 1 : 0;
            default -> throw new IllegalArgumentException("%s is no whole number".formatted(shown(value)));
        };
    }

    static double real(Object value) {
        return value instanceof Double number ? number : whole(number(value));
    }

    static Object number(Object value) {
        if (!isNumber(value)) {
            throw new IllegalArgumentException("%s is no number".formatted(shown(value)));
        }
        return value;
    }

    static List<?> list(Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("%s is no list".formatted(shown(value)));
    }

    /** Returns a value as Python's {@code str} writes it. */
    static String text(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? "True" : "False";
            case Double number -> Numeral.of(number);
            case List<?> list -> list.stream().map(PythonValues::shown).toList().toString();
            default -> value.toString();
        };
    }

    /** Returns a value as a message names it. */
    static String shown(Object value) {
        return switch (value) {
            case String word -> "'" + word + "'";
            case List<?> _ -> "a list";
            default -> text(value);
        };
    }

    /**
     * Computes arithmetic between two operands.
     *
     * @throws ArithmeticException if it has no value, or one of more than 64 bits
     * @throws IllegalArgumentException if it takes other kinds of values
     */
    static Object arithmetic(PythonOperator operator, Object left, Object right) {
        boolean bits = operator == PythonOperator.BIT_AND
                || operator == PythonOperator.BIT_OR
                || operator == PythonOperator.BIT_XOR;
        if (bits && left instanceof Boolean && right instanceof Boolean) {
            return whole(whole(operator, whole(left), whole(right))) != 0;
        }
        if (isWhole(left) && isWhole(right)) {
            return whole(operator, whole(left), whole(right));
        }
        if (isNumber(left) && isNumber(right)) {
            return real(operator, real(left), real(right));
        }
        return joined(operator, left, right);
    }

    private static Object whole(PythonOperator operator, long left, long right) {
        return switch (operator) {
            case ADD -> Math.addExact(left, right);
            case SUBTRACT -> Math.subtractExact(left, right);
            case MULTIPLY -> Math.multiplyExact(left, right);
            case DIVIDE -> PythonNumbers.divide(left, right);
            case FLOOR_DIVIDE -> PythonNumbers.floorDivide(left, right);
            case REMAINDER -> PythonNumbers.remainder(left, right);
            case POWER ->
                right >= 0
                        ? (Object) PythonNumbers.power(left, right)
                        : PythonNumbers.power((double) left, (double) right);
            case SHIFT_LEFT -> PythonNumbers.shiftLeft(left, right);
            case SHIFT_RIGHT -> PythonNumbers.shiftRight(left, right);
            case BIT_AND -> left & right;
            case BIT_OR -> left | right;
            case BIT_XOR -> left ^ right;
            default -> throw new IllegalStateException("no arithmetic: " + operator);
        };
    }

    private static double real(PythonOperator operator, double left, double right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> PythonNumbers.divide(left, right);
            case FLOOR_DIVIDE -> PythonNumbers.floorDivide(left, right);
            case REMAINDER -> PythonNumbers.remainder(left, right);
            case POWER -> PythonNumbers.power(left, right);
            default -> throw new IllegalArgumentException("'%s' takes whole numbers".formatted(operator.symbol()));
        };
    }

    private static Object joined(PythonOperator operator, Object left, Object right) {
        if (operator == PythonOperator.ADD && left instanceof List<?> a && right instanceof List<?> b) {
            List<Object> joined = new ArrayList<>(a);
            joined.addAll(b);
            return joined;
        }
        if (operator == PythonOperator.ADD && left instanceof String a && right instanceof String b) {
            if (a.length() + b.length() > LONGEST_WORD) {
                throw new IllegalArgumentException("a word has more than %d characters".formatted(LONGEST_WORD));
            }
            return a + b;
        }
        throw new IllegalArgumentException(
                "'%s' does not take %s and %s".formatted(operator.symbol(), shown(left), shown(right)));
    }

    /**
     * Compares two values.
     *
     * @throws IllegalArgumentException if they have no order, or the right one is nothing that {@code in} could look in
     */
    static boolean compare(PythonOperator operator, Object left, Object right) {
        return switch (operator) {
            case EQUAL -> equal(left, right);
            case NOT_EQUAL -> !equal(left, right);
            case IN -> in(left, right);
            case NOT_IN -> !in(left, right);
            default -> isComparable(left, right) && holds(operator, order(operator, left, right));
        };
    }

    private static boolean holds(PythonOperator operator, int order) {
        return switch (operator) {
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            default -> order >= 0;
        };
    }

    /** No order holds for what is no number. */
    private static boolean isComparable(Object left, Object right) {
        return !(left instanceof Double a && a.isNaN()) && !(right instanceof Double b && b.isNaN());
    }

    static boolean equal(Object left, Object right) {
        if (isNumber(left) && isNumber(right)) {
            return isComparable(left, right) && ordered(left, right) == 0;
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!equal(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return left.equals(right);
    }

    private static boolean in(Object value, Object values) {
        if (value instanceof String part && values instanceof String word) {
            return word.contains(part);
        }
        return list(values).stream().anyMatch(each -> equal(each, value));
    }

    private static int order(PythonOperator operator, Object left, Object right) {
        if (isNumber(left) && isNumber(right)) {
            return ordered(left, right);
        }
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        }
        throw new IllegalArgumentException(
                "'%s' does not compare %s with %s".formatted(operator.symbol(), shown(left), shown(right)));
    }

    private static int ordered(Object left, Object right) {
        if (left instanceof Double a) {
            return right instanceof Double b
                    ? Double.compare(a + 0.0, b + 0.0)
                    : -PythonNumbers.compare(whole(right), a);
        }
        return right instanceof Double b
                ? PythonNumbers.compare(whole(left), b)
                : Long.compare(whole(left), whole(right));
    }

    /** Returns the least or the greatest of some values: the first of those that are equal. */
    static Object extreme(PythonOperator operator, List<?> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("there is no least or greatest of no values");
        }
        Object extreme = values.getFirst();
        for (Object value : values) {
            extreme = compare(operator, value, extreme) ? value : extreme;
        }
        return extreme;
    }

    /** Returns the values of names, as conditions see them. */
    static Map<String, Object> of(Map<String, Long> sizes, Configuration configuration) {
        Map<String, Object> values = new HashMap<>(sizes);
        configuration.values().forEach((name, value) -> values.put(name, of(value)));
        return values;
    }
}
