package dev.tilewright.space;

import dev.tilewright.space.FormulaParser.Limits;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Arithmetic or a condition over sizes and tunables, {@code M % TILE == 0}, as constraints and launch geometry are written.
 *
 * <p>Operators bind as in C, and division of whole numbers rounds towards zero. Numbers have 64 bits, and one that does not fit is a
 * mistake. Formulas come from files of others and from what language models write, so there is nothing in them that could go on for ever
 * or reach anything: no loops, assignments or objects, and no functions but those that docs/tasks.md lists.
 */
public final class Formula implements Condition {

    /** No formula that a person or a model means is larger. */
    private static final Limits READ = new Limits(10_000, 100, 500);

    /** What is put together of some formulas is larger than each, but not much higher. */
    private static final Limits COMPOSED = new Limits(50_000, 110, 2500);

    private final FormulaText source;
    private final Term term;
    private final Kind kind;

    private Formula(FormulaText source, Term term, Kind kind) {
        this.source = source;
        this.term = term;
        this.kind = kind;
    }

    /**
     * Reads a formula.
     *
     * @throws IllegalArgumentException if it has a mistake, in one line, with where it is
     */
    public static Formula parse(String text) {
        return parse(text, READ);
    }

    /**
     * Puts a formula together of others.
     *
     * @param pattern its text, with {@code %1$s}, {@code %2$s} and so on in place of the others, which are set in parentheses
     * @throws IllegalArgumentException if it becomes too large
     */
    public static Formula compose(String pattern, Formula... parts) {
        Object[] texts = Arrays.stream(parts).map("(%s)"::formatted).toArray();
        return parse(pattern.formatted(texts), COMPOSED);
    }

    /**
     * Returns the formula with others in place of names, in parentheses.
     *
     * @param values what stands for each name
     * @throws IllegalArgumentException if it becomes too large
     */
    public Formula with(Map<String, Formula> values) {
        StringBuilder text = new StringBuilder();
        int end = 0;
        for (FormulaLexer.Token token : FormulaLexer.tokens(source)) {
            Formula value = token.form() == FormulaLexer.Form.NAME ? values.get(token.text()) : null;
            if (value != null && text.length() <= READ.characters()) {
                text.append(source.text(), end, token.start())
                        .append('(')
                        .append(value)
                        .append(')');
                end = token.start() + token.text().length();
            }
        }
        return end == 0 ? this : parse(text.append(source.text().substring(end)).toString(), READ);
    }

    private static Formula parse(String text, Limits limits) {
        FormulaText source = new FormulaText(text);
        Term term = FormulaParser.parse(source, limits);
        return new Formula(source, term, new FormulaKinds(source, Map.of(), false).of(term));
    }

    /**
     * Checks that it makes sense of names, whatever their values.
     *
     * @param names the kind of each name that may be in it
     * @param expected what it is to be: a number or a condition
     * @throws IllegalArgumentException if another name is in it, an operator takes something else, or it is something else itself
     */
    public void check(Map<String, Kind> names, Kind expected) {
        require(new FormulaKinds(source, names, true).of(term), expected);
    }

    /**
     * Tells whether the condition holds.
     *
     * @throws UncomputableException if that cannot be computed for these sizes and this configuration
     * @throws IllegalArgumentException if it names what is neither a size nor a tunable, or is no condition
     */
    @Override
    public boolean holds(Map<String, Long> sizes, Configuration configuration) {
        return holds(PythonValues.of(sizes, configuration));
    }

    /**
     * Computes the number.
     *
     * @throws UncomputableException if that cannot be done for these sizes and this configuration
     * @throws IllegalArgumentException if it names what is neither a size nor a tunable, or is not a whole number
     */
    public long compute(Map<String, Long> sizes, Configuration configuration) {
        require(kind, Kind.NUMBER);
        Object value = evaluate(PythonValues.of(sizes, configuration));
        if (value instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("\"%s\" is %s, not a whole number".formatted(source.shown(), value));
    }

    /** Tells whether the condition holds for values as {@link PythonValues} has them. */
    boolean holds(Map<String, Object> values) {
        require(kind, Kind.CONDITION);
        return evaluate(values).equals(true);
    }

    /**
     * Compiles a condition.
     *
     * @param limit how many combinations of values a table in it may have
     * @throws IllegalArgumentException if it names what is neither a size nor a tunable, or is no condition
     */
    Check compiled(Choices choices, int limit) {
        require(kind, Kind.CONDITION);
        return new FormulaCompiler(choices, limit, source).check(this, term);
    }

    private void require(Kind given, Kind expected) {
        if (!given.mayBe(expected)) {
            throw new IllegalArgumentException("\"%s\" is %s, not %s"
                    .formatted(source.shown(), given, expected == Kind.CONDITION ? "true or false" : "a whole number"));
        }
    }

    private Object evaluate(Map<String, Object> values) {
        return new FormulaEvaluation(source, values).of(term);
    }

    static IllegalArgumentException unknown(FormulaText source, String name) {
        return new IllegalArgumentException(
                "\"%s\" cannot be computed: %s is neither a size nor a tunable".formatted(source.shown(), name));
    }

    @Override
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        Deque<Term> left = new ArrayDeque<>();
        left.push(term);
        while (!left.isEmpty()) {
            Term part = left.pop();
            if (part instanceof Term.Name name) {
                names.add(name.name());
            }
            part.parts().forEach(left::push);
        }
        return names;
    }

    @Override
    public String written() {
        return source.text();
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
        return source.text();
    }
}
