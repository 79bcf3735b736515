package dev.tilewright.evolve.candidate;

import java.util.Optional;

/**
 * One choice that can be rewarded by itself: an operator, a transformation, a strength, a model.
 *
 * @param kind what is chosen, {@code transform}, {@code tune-strength}
 * @param choice which one; empty where there is only one
 */
public record Arm(String kind, Optional<String> choice) {

    public Arm {
        if (kind.isEmpty() || kind.contains(":")) {
            throw new IllegalArgumentException("\"%s\" is not the kind of an arm".formatted(kind));
        }
    }

    /** Makes an arm that is the only one of its kind. */
    public static Arm of(String kind) {
        return new Arm(kind, Optional.empty());
    }

    /** Makes an arm that is one of several of its kind. */
    public static Arm of(String kind, String choice) {
        return new Arm(kind, Optional.of(choice));
    }

    /** Reads what {@link #toString()} wrote. */
    public static Arm parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? of(text) : of(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Returns the arm as one word, {@code transform:vectorize}. */
    @Override
    public String toString() {
        return choice.map(name -> kind + ":" + name).orElse(kind);
    }
}
