package dev.tilewright.tuning;

import java.util.List;

/** The strategies that there are. A new one is a class and a line here. */
public final class Strategies {

    /** All of them, the simplest first. */
    public static final List<StrategyFactory> ALL =
            List.of(new StrategyFactory("random", "uniform draws", RandomSearch::new));

    private Strategies() {}

    /** Returns all names. */
    public static List<String> names() {
        return ALL.stream().map(StrategyFactory::name).toList();
    }

    /**
     * Finds a strategy.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static StrategyFactory named(String name) {
        return ALL.stream()
                .filter(strategy -> strategy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no strategy called '%s'; there are: %s".formatted(name, String.join(", ", names()))));
    }
}
