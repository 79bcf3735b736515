package dev.tilewright.space;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Compiles conditions. Each part of one becomes code over whole numbers, real numbers or truths, as far as the values of its tunables say
 * which it is. The largest parts that depend on few combinations of values are tabulated; of those, it does not matter what they are made
 * of, so words, lists and all functions are as fast there. What is left over is interpreted.
 *
 * @param <T> a part of a condition
 */
abstract class ConditionCompiler<T> {

    private final Choices choices;
    private final int limit;

    /**
     * @param choices what names stand for
     * @param limit how many combinations a table may have
     */
    ConditionCompiler(Choices choices, int limit) {
        this.choices = choices;
        this.limit = limit;
    }

    /** Returns the parts that a term is made of. */
    abstract List<T> parts(T term);

    /** Returns the names that a term itself means. */
    abstract Collection<String> names(T term);

    /** Makes code of that of the parts; {@link Code#NONE} where there is none for such. */
    abstract Code combined(T term, List<Code> parts);

    /** Computes a term. */
    abstract Object interpreted(T term, Map<String, Object> values);

    /** Returns the mistake of naming what is neither a size nor a tunable. */
    abstract IllegalArgumentException unknown(String name);

    /** Tells whether a value is true. */
    abstract boolean isTrue(Object value);

    /** A part that was compiled. */
    private static final class Part<T> {

        private final T term;
        private final Code code;

        /** The tunables that it depends on, ascending. */
        private final int[] variables;

        Part(T term, Code code, int[] variables) {
            this.term = term;
            this.code = code;
            this.variables = variables;
        }
    }

    /**
     * Compiles a condition.
     *
     * @throws IllegalArgumentException if it names what is neither a size nor a tunable
     */
    final Check check(Condition condition, T term) {
        Part<T> whole = part(term);
        int[] variables = whole.variables;
        Code code = Code.truth(whole.code);
        Predicate<int[]> allows = code instanceof Code.Truth truth
                ? truth::at
                : point -> isTrue(interpreted(term, choices.named(variables, point)));
        if (isSmall(variables)) {
            Optional<Code.Truth> table = tabulated(new Table(variables, choices.counts()), allows);
            if (table.isPresent()) {
                return new Check(condition, variables, table.get(), allows, false);
            }
        }
        return new Check(condition, variables, allows::test, allows, !(code instanceof Code.Truth));
    }

    /** Tabulates whether a condition holds; it does not where it cannot be computed. */
    private Optional<Code.Truth> tabulated(Table table, Predicate<int[]> allows) {
        boolean[] truths = new boolean[table.size()];
        int[] point = new int[choices.dimensions()];
        for (int i = 0; i < truths.length; i++) {
            table.set(point, i);
            try {
                truths[i] = allows.test(point);
            } catch (ArithmeticException | UncomputableException e) {
                truths[i] = false;
            } catch (IllegalArgumentException e) {
                // A mistake for some values, such as arithmetic with a word, is none where other conditions leave these
                // out.
                return Optional.empty();
            }
        }
        return Optional.of(table.truth(truths));
    }

    private Part<T> part(T term) {
        List<Part<T>> parts = parts(term).stream().map(this::part).toList();
        int[] variables = IntStream.concat(
                        names(term).stream().mapToInt(this::place).filter(place -> place >= 0),
                        parts.stream().flatMapToInt(part -> IntStream.of(part.variables)))
                .sorted()
                .distinct()
                .toArray();
        boolean small = isSmall(variables);
        List<Code> codes =
                parts.stream().map(part -> small ? part.code : settled(part)).toList();
        return new Part<>(term, combined(term, codes), variables);
    }

    /** Returns the place of a tunable that has several values; -1 for what is always the same. */
    private int place(String name) {
        int place = choices.place(name);
        if (place < 0 && !choices.isSize(name)) {
            throw unknown(name);
        }
        return place >= 0 && choices.counts()[place] == 1 ? -1 : place;
    }

    private boolean isSmall(int[] variables) {
        return choices.product(variables) <= limit;
    }

    /** Tabulates a part of a larger one, if it depends on few combinations and has a value for each. */
    private Code settled(Part<T> part) {
        if (!isSmall(part.variables)) {
            return part.code;
        }
        Function<int[], Object> values = switch (part.code) {
            case Code.Whole whole -> whole::at;
            case Code.Real real -> real::at;
            case Code.Truth truth -> truth::at;
            case Code.None _ -> point -> interpreted(part.term, choices.named(part.variables, point));
        };
        try {
            return new Table(part.variables, choices.counts()).tabulated(choices.dimensions(), values);
        } catch (ArithmeticException | IllegalArgumentException e) {
            // What is not computed for all values may be guarded by another part.
            return part.code;
        }
    }

    /** Returns the code of a name: its value by the point's index, where all are of one kind. */
    final Code named(String name) {
        int place = choices.place(name);
        if (place < 0) {
            return Code.constant(choices.size(name));
        }
        Object[] values = choices.values(place);
        if (values.length == 1) {
            return Code.constant(values[0]);
        }
        return new Table(new int[] {place}, choices.counts())
                .tabulated(choices.dimensions(), point -> values[point[place]]);
    }
}
