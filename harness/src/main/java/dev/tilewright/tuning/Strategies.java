package dev.tilewright.tuning;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The strategies that there are, by the names that people give on the command line. */
public enum Strategies {

    /** Uniform draws. */
    RANDOM("random", "uniform draws", RandomSearch::new);

    private final String label;
    private final String summary;
    private final Function<StrategySetting, Strategy> factory;

    Strategies(String label, String summary, Function<StrategySetting, Strategy> factory) {
        this.label = label;
        this.summary = summary;
        this.factory = factory;
    }

    /** Returns its name. */
    public String label() {
        return label;
    }

    /** Says in a few words what it does. */
    public String summary() {
        return summary;
    }

    /** Begins a search. */
    public Strategy begin(StrategySetting setting) {
        return factory.apply(setting);
    }

    /** Returns all names. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Strategies::label).toList();
    }

    /**
     * Finds a strategy.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Strategies named(String name) {
        return Arrays.stream(values())
                .filter(strategy -> strategy.label.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no strategy called '%s'; there are: %s"
                        .formatted(name, String.join(", ", names()))));
    }
}
