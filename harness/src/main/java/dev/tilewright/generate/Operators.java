package dev.tilewright.generate;

import java.util.List;

/** The operators that there are. A new one is a class of its own and a line here. */
public final class Operators {

    private static final List<Operator> ALL = List.of(new Transform(), new Tune(), new Cross());

    private Operators() {}

    /** Returns the names that {@link #of} knows. */
    public static List<String> names() {
        return ALL.stream().map(Operator::name).toList();
    }

    /**
     * Finds an operator.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Operator of(String name) {
        return ALL.stream()
                .filter(operator -> operator.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no generator is called %s; there is %s".formatted(name, String.join(", ", names()))));
    }
}
