package dev.tilewright.kernels;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What ends a search before its budget is spent, as far as somebody said so.
 *
 * @param patience after how many evaluations in a row without a gain it ends; {@link #NEVER} for never; empty for when another gain is
 *     unlikely
 * @param until the time or the rate at which it ends, as people name it; {@link #NO_GOAL} for none, as it is where it is empty
 */
public record Stopping(OptionalInt patience, Optional<String> until) {

    /** The patience that never ends. */
    public static final int NEVER = 0;

    /** The goal that no kernel reaches. */
    public static final String NO_GOAL = "none";

    /** What is so where nobody said anything. */
    public static final Stopping UNSAID = new Stopping(OptionalInt.empty(), Optional.empty());

    public Stopping {
        if (patience.orElse(NEVER) < 0) {
            throw new IllegalArgumentException("patience must not be negative, not " + patience.getAsInt());
        }
    }

    /** Tells whether nobody said anything. */
    public boolean isUnsaid() {
        return equals(UNSAID);
    }

    /** Returns what was said here, and else there. */
    public Stopping or(Stopping other) {
        return new Stopping(patience.isPresent() ? patience : other.patience, until.or(() -> other.until));
    }

    /** Returns the time or the rate at which the search ends; empty where there is none. */
    public Optional<String> goal() {
        return until.filter(named -> !named.equals(NO_GOAL));
    }

    /** Returns the options of the command line that say so, with a blank before each. */
    public String options() {
        String waits = patience.isEmpty()
                ? ""
                : " --patience " + (patience.getAsInt() == NEVER ? "none" : Integer.toString(patience.getAsInt()));
        return waits + goal().map(" --until %s"::formatted).orElse("");
    }
}
