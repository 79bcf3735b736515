package dev.tilewright.space;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.jexl3.JexlBuilder;
import org.apache.commons.jexl3.JexlEngine;
import org.apache.commons.jexl3.JexlException;
import org.apache.commons.jexl3.JexlFeatures;
import org.apache.commons.jexl3.JexlScript;
import org.apache.commons.jexl3.MapContext;
import org.apache.commons.jexl3.introspection.JexlPermissions;

/**
 * Arithmetic or a condition over sizes and tunables, {@code M % TILE == 0}, as constraints and launch geometry are written.
 *
 * <p>Operators bind as in C, and division of whole numbers rounds towards zero. A number beyond 64 bits can be compared; it is no result.
 * Formulas come from task files and from what language models write, so they have no loops, calls, assignments or objects.
 */
public final class Formula {

    private static final JexlEngine ENGINE = new JexlBuilder()
            .permissions(JexlPermissions.RESTRICTED)
            .strict(true)
            .silent(false)
            .cache(256)
            .create();

    /** One expression: without loops or functions, whoever writes a formula cannot keep a search from going on. */
    private static final JexlFeatures EXPRESSION =
            JexlFeatures.createNone().script(false).comparatorNames(true);

    private final JexlScript expression;

    private Formula(JexlScript expression) {
        this.expression = expression;
    }

    /**
     * Reads a formula.
     *
     * @throws IllegalArgumentException if it has a mistake, with where it is
     */
    public static Formula parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a formula must not be empty");
        }
        try {
            return new Formula(ENGINE.createScript(EXPRESSION, null, text));
        } catch (JexlException e) {
            throw new IllegalArgumentException("\"%s\" is not a formula: %s".formatted(text, e.getDetail()), e);
        }
    }

    /**
     * Tells whether the condition holds.
     *
     * @throws IllegalArgumentException if it names what is neither a size nor a tunable, or is no condition
     */
    public boolean holds(Map<String, Long> sizes, Configuration configuration) {
        Object value = evaluate(sizes, configuration);
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw new IllegalArgumentException("\"%s\" is %s, not true or false".formatted(this, value));
    }

    /**
     * Computes the number.
     *
     * @throws IllegalArgumentException if it names what is neither a size nor a tunable, or is not a whole number
     */
    public long compute(Map<String, Long> sizes, Configuration configuration) {
        Object value = evaluate(sizes, configuration);
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger large) {
            throw new IllegalArgumentException("\"%s\" is %s, which is more than 64 bits hold".formatted(this, large));
        }
        throw new IllegalArgumentException("\"%s\" is %s, not a whole number".formatted(this, value));
    }

    /** Returns the sizes and tunables that it names. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        expression.getVariables().forEach(path -> names.add(path.getFirst()));
        return names;
    }

    private Object evaluate(Map<String, Long> sizes, Configuration configuration) {
        Map<String, Object> variables = new HashMap<>(sizes);
        configuration.values().forEach((name, value) -> variables.put(name, literal(value)));
        try {
            Object value = expression.execute(new MapContext(variables));
            if (value == null) {
                throw new IllegalArgumentException("\"%s\" has no value".formatted(this));
            }
            return value;
        } catch (JexlException.Variable e) {
            throw new IllegalArgumentException(
                    "\"%s\" cannot be computed: %s is neither a size nor a tunable".formatted(this, e.getVariable()),
                    e);
        } catch (JexlException e) {
            if (e.getCause() instanceof ArithmeticException) {
                throw new IllegalArgumentException("\"%s\" cannot be computed: it divides by zero".formatted(this), e);
            }
            // Its message begins with the line of ours that parsed the formula.
            throw new IllegalArgumentException("\"%s\" cannot be computed: %s".formatted(this, e.getDetail()), e);
        }
    }

    private static Object literal(String value) {
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            return value;
        }
    }

    /** Tells whether another formula has the same text. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Formula formula && formula.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** Returns the text it was read from. */
    @Override
    public String toString() {
        return expression.getSourceText();
    }
}
