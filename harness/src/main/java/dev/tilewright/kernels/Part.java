package dev.tilewright.kernels;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A part of a search for kernels that can be switched off, so that what it is worth can be measured. */
public enum Part {
    /** What earlier runs left: the best kernel, outcomes, the state of the controller. */
    MEMORY,
    /** Credit for decisions that only prepared a gain. */
    CREDIT,
    /** A controller that learns; without it, every arm is chosen equally often. */
    CONTROLLER,
    /** A model that ranks children before they are evaluated. */
    SURROGATE,
    /** What was learned on other hardware and for other problems. */
    TRANSFER,
    /** Several populations that evolve apart; without them there is one. */
    ISLANDS,
    /** The operator that changes numbers alone. */
    NUMBERS;

    /** Returns the name used on the command line and in plans. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the names of all parts. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Part::id).toList();
    }

    /**
     * Finds a part by its {@link #id()}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Part of(String id) {
        return Arrays.stream(values())
                .filter(part -> part.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "a search has no part called %s; there are %s".formatted(id, String.join(", ", names()))));
    }
}
