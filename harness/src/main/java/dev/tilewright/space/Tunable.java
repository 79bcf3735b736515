package dev.tilewright.space;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A named number or word that a kernel leaves open.
 *
 * @param name its name, given to the source as a macro
 * @param values what it may be: whole numbers of 64 bits in base 10, or words for an enum; at least one, each once
 */
public record Tunable(String name, List<String> values) {

    private static final int SHOWN = 40;

    /**
     * Declares a tunable.
     *
     * @throws IllegalArgumentException if its name is no identifier, or a value is neither a whole number nor a word, or is given twice
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
            if (!isNumber(value) && !Identifier.isOne(value)) {
                throw new IllegalArgumentException(
                        "tunable %s cannot be '%s'; expected whole numbers or words with commas between them, such as 8,16,32"
                                .formatted(name, shown(value)));
            }
            if (!distinct.add(value)) {
                throw new IllegalArgumentException("tunable %s names a value twice: %s".formatted(name, value));
            }
        }
    }

    /** Returns what formulas may do with it. */
    public Kind kind() {
        boolean numbers = values.stream().allMatch(Tunable::isNumber);
        boolean words = values.stream().noneMatch(Tunable::isNumber);
        return numbers ? Kind.NUMBER : words ? Kind.WORD : Kind.EITHER;
    }

    /** A number is the same in a formula and in a source: C reads one that begins with 0 in base 8, so there is none. */
    private static boolean isNumber(String value) {
        String digits = value.startsWith("-") ? value.substring(1) : value;
        if (digits.isEmpty()
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
                || (digits.startsWith("0") && value.length() > 1)) {
            return false;
        }
        try {
            Long.parseLong(value);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
