package dev.tilewright.evolve.control;

import java.util.List;

/** Finds the shapings of rewards by name. */
public final class Shapings {

    /** The one that pays what was earned. */
    public static final Shaping LOG_SPEED_UP = new LogSpeedUp();

    private static final List<Shaping> ALL = List.of(LOG_SPEED_UP, new RankShaping(), new ExtremeShaping());

    /** The names that {@link #named} knows. */
    public static final List<String> NAMES = ALL.stream().map(Shaping::name).toList();

    private Shapings() {}

    /**
     * Finds a shaping.
     *
     * @param name one of {@link #NAMES}
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Shaping named(String name) {
        return ALL.stream()
                .filter(shaping -> shaping.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no reward is called %s; there are %s".formatted(name, String.join(", ", NAMES))));
    }
}
