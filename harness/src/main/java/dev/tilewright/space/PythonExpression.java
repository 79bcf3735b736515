package dev.tilewright.space;

import dev.tilewright.space.FormulaParser.Limits;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An expression of Python 3 over sizes and tunables, {@code KWG % ((MDIMC * NDIMC) / MDIMA) == 0}, as Kernel Tuner's files have them.
 *
 * <p>It means what it means in Python: {@code /} divides truly, {@code //} and {@code %} round towards negative infinity, comparisons may be
 * chained, and {@code and} and {@code or} return an operand. Only whole numbers are bounded, to 64 bits. It is read and computed here, not
 * by Python, and there is nothing in it that could go on for ever or reach anything: no attributes, assignments or lambdas, and no
 * functions but those that docs/tasks.md lists.
 */
public final class PythonExpression implements Condition {

    /** What stands before a condition in Python, where formulas are expected otherwise. */
    public static final String MARK = "python:";

    /** No condition that a person means is larger. */
    private static final Limits READ = new Limits(10_000, 100, 500);

    /** The values of a tunable may be many. */
    private static final Limits VALUES = new Limits(200_000, 100, 2000);

    private final FormulaText source;
    private final PythonTerm term;
    private final Set<String> names;

    private PythonExpression(String text, Limits limits) {
        source = new FormulaText(text, "a Python expression");
        term = PythonParser.parse(source, limits);
        names = names(term);
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException if it has a mistake, in one line, with where it is
     */
    public static PythonExpression parse(String text) {
        return new PythonExpression(text, READ);
    }

    /** Reads the list of a tunable's values, which may be longer than other expressions. */
    static PythonExpression ofValues(String text) {
        return new PythonExpression(text, VALUES);
    }

    /** Returns the names in a part that have a value outside of it. */
    static Set<String> names(PythonTerm part) {
        Set<String> names = new TreeSet<>();
        collect(part, Set.of(), names);
        return Collections.unmodifiableSet(names);
    }

    private static void collect(PythonTerm part, Set<String> bound, Set<String> names) {
        if (part instanceof PythonTerm.Name name && !bound.contains(name.name())) {
            names.add(name.name());
        }
        if (part instanceof PythonTerm.Comprehension comprehension) {
            Set<String> inside = new HashSet<>(bound);
            for (PythonTerm.Clause clause : comprehension.clauses()) {
                collect(clause.values(), inside, names);
                inside.add(clause.name());
                clause.conditions().forEach(condition -> collect(condition, inside, names));
            }
            collect(comprehension.element(), inside, names);
        }
        part.parts().forEach(each -> collect(each, bound, names));
    }

    @Override
    public Set<String> names() {
        return names;
    }

    @Override
    public boolean holds(Map<String, Long> sizes, Configuration configuration) {
        return PythonValues.isTrue(evaluate(PythonValues.of(sizes, configuration), PythonEvaluation.IN_CONDITION));
    }

    /**
     * Computes a whole number, such as a launch geometry.
     *
     * @throws UncomputableException if that cannot be done for these sizes and this configuration
     * @throws IllegalArgumentException if it names what is neither a size nor a tunable, or is not a whole number
     */
    public long compute(Map<String, Long> sizes, Configuration configuration) {
        Object value = evaluate(PythonValues.of(sizes, configuration));
        if (value instanceof Double real && real == Math.rint(real)) {
            return PythonNumbers.whole(real);
        }
        if (PythonValues.isWhole(value)) {
            return PythonValues.whole(value);
        }
        throw new IllegalArgumentException(
                "\"%s\" is %s, not a whole number".formatted(source.shown(), PythonValues.shown(value)));
    }

    /**
     * Computes its value: a {@link Long}, a {@link Double}, a {@link Boolean}, a {@link String} or a list of them.
     *
     * @param values the value of each name, one of these
     * @throws UncomputableException if it has no value for these
     * @throws IllegalArgumentException if a name has no value, or an operator takes other kinds of values
     */
    public Object evaluate(Map<String, Object> values) {
        return evaluate(values, PythonEvaluation.ONCE);
    }

    private Object evaluate(Map<String, Object> values, long mostElements) {
        return new PythonEvaluation(source, values, mostElements).of(term);
    }

    /**
     * Compiles it.
     *
     * @param limit how many combinations of values a table in it may have
     * @throws IllegalArgumentException if it names what is neither a size nor a tunable
     */
    Check compiled(Choices choices, int limit) {
        return new PythonCompiler(choices, limit, source).check(this, term);
    }

    /** Returns its text, or the beginning of a long one, for messages. */
    String shown() {
        return source.shown();
    }

    @Override
    public String written() {
        return MARK + " " + source.text();
    }

    /** Tells whether another expression has the same text. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PythonExpression expression
                && expression.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** Returns the text it was read from. */
    @Override
    public String toString() {
        return source.text();
    }
}
