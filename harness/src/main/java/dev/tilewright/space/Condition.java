package dev.tilewright.space;

import java.util.Map;
import java.util.Set;

/**
 * What every configuration of a space satisfies, over sizes and tunables. It is written as a {@link Formula}, or in Python, as the files
 * of Kernel Tuner have it.
 */
public sealed interface Condition permits Formula, PythonExpression {

    /**
     * Reads a condition: one in Python where it begins with {@value PythonExpression#MARK}, and otherwise a formula.
     *
     * @throws IllegalArgumentException if it has a mistake, in one line, with where it is
     */
    static Condition parse(String text) {
        String stripped = text.strip();
        return stripped.startsWith(PythonExpression.MARK)
                ? PythonExpression.parse(
                        stripped.substring(PythonExpression.MARK.length()).strip())
                : Formula.parse(text);
    }

    /** Returns the text that {@link #parse} reads it from. */
    String written();

    /** Returns the sizes and tunables that it names. */
    Set<String> names();

    /**
     * Tells whether it holds.
     *
     * @throws UncomputableException if that cannot be computed for these sizes and this configuration
     * @throws IllegalArgumentException if it names what is neither a size nor a tunable, or takes values of another kind
     */
    boolean holds(Map<String, Long> sizes, Configuration configuration);
}
