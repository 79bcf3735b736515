package dev.tilewright.space;

import java.util.List;

/**
 * A named number or word that a kernel leaves open.
 *
 * @param name its name, given to the source as a macro
 * @param values what it may be: whole numbers, or words for an enum; at least one, each once
 */
public record Tunable(String name, List<String> values) {

    public Tunable {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("tunable " + name + " has no values");
        }
        if (values.stream().distinct().count() != values.size()) {
            throw new IllegalArgumentException("tunable %s names a value twice: %s".formatted(name, values));
        }
    }
}
