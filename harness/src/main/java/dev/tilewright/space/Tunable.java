package dev.tilewright.space;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A named number or word that a kernel leaves open.
 *
 * @param name its name, given to the source as a macro
 * @param values what it may be: whole numbers of 64 bits in base 10, numbers with decimals, or words for an enum; at least one, each once
 * @param initial the value that whoever wrote the kernel chose, if one is known
 */
public record Tunable(String name, List<String> values, Optional<String> initial) {

    private static final int SHOWN = 40;

    /**
     * Declares a tunable.
     *
     * @throws IllegalArgumentException if its name is no identifier, a value is neither a number nor a word, or is given twice, or the
     *     initial value is none of them
     */
    public Tunable {
        values = List.copyOf(values);
        if (!Identifier.isOne(name)) {
            throw new IllegalArgumentException(
                    "'%s' is no name for a tunable; expected letters, digits and underscores, such as TILE"
                            .formatted(shown(name)));
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException("tunable " + name + " has no values");
        }
        Set<String> distinct = new HashSet<>();
        for (String value : values) {
            if (!Numeral.isWhole(value) && !Numeral.isDecimal(value) && !Identifier.isOne(value)) {
                throw new IllegalArgumentException(
                        "tunable %s cannot be '%s'; expected numbers or words with commas between them, such as 8,16,32"
                                .formatted(name, shown(value)));
            }
            if (!distinct.add(value)) {
                throw new IllegalArgumentException("tunable %s names a value twice: %s".formatted(name, value));
            }
        }
        initial.filter(value -> !distinct.contains(value)).ifPresent(value -> {
            throw new IllegalArgumentException("tunable %s begins with %s, which it cannot be".formatted(name, value));
        });
    }

    /** Declares a tunable of which nobody chose a value. */
    public Tunable(String name, List<String> values) {
        this(name, values, Optional.empty());
    }

    /** Returns the tunable with a value that was chosen for it. */
    public Tunable beginningWith(String value) {
        return new Tunable(name, values, Optional.of(value));
    }

    /** Declares a tunable with numbers in ascending order, so that neighbours are near; words stay as they came. */
    public static Tunable sorted(String name, Collection<String> values) {
        try {
            return new Tunable(
                    name,
                    values.stream()
                            .sorted(Comparator.comparingDouble(Double::parseDouble))
                            .toList());
        } catch (NumberFormatException words) {
            return new Tunable(name, List.copyOf(values));
        }
    }

    /** Returns what formulas may do with it. */
    public Kind kind() {
        boolean words = values.stream().anyMatch(Identifier::isOne);
        boolean decimals = values.stream().anyMatch(Numeral::isDecimal);
        boolean whole = values.stream().anyMatch(Numeral::isWhole);
        if (words) {
            return decimals || whole ? Kind.EITHER : Kind.WORD;
        }
        return decimals ? Kind.DECIMAL : Kind.NUMBER;
    }

    /**
     * Returns the text of a value as Python or JSON has it: {@code 16}, {@code 0.5}, 1 or 0 for a truth, and a word as it is.
     *
     * @param value a {@link Long}, a {@link Double}, a {@link Boolean} or a {@link String}
     * @throws IllegalArgumentException if it is something else, or a word that could not be told from a number
     */
    public static String textOf(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? "1" : "0";
            case Double number -> Numeral.of(number);
            case Long number -> number.toString();
            case String word -> word(word);
            default ->
                throw new IllegalArgumentException("a value is a number or a word, not " + PythonValues.shown(value));
        };
    }

    private static String word(String word) {
        if (Numeral.isWhole(word) || Numeral.isDecimal(word)) {
            throw new IllegalArgumentException(
                    "the word '%s' would be taken for a number; give it without quotes".formatted(word));
        }
        return word;
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
