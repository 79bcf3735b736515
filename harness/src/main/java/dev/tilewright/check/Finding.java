package dev.tilewright.check;

/**
 * What came of a part.
 *
 * @param part its name
 * @param state how it ended
 * @param seconds how long it took
 * @param line what it found, for people, in one line
 */
record Finding(String part, State state, double seconds, String line) {

    /** How a part ended. */
    enum State {
        /** What it asks for holds. */
        HELD("held"),
        /** It does not. */
        FAILED("failed"),
        /** Its command failed, so that nothing can be said of what it asks for. */
        BROKEN("broken"),
        /** Its time was over before it had ended. */
        TIMEOUT("timeout"),
        /** What it is about is not on this machine. */
        ABSENT("absent"),
        /** It was not begun, or interrupted. */
        NOT_RUN("not-run");

        private final String id;

        State(String id) {
            this.id = id;
        }

        /** Returns the name used in files. */
        String id() {
            return id;
        }

        static State of(String id) {
            for (State state : values()) {
                if (state.id.equals(id)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("no state is called " + id);
        }
    }

    /** Tells whether its question is answered: the same build on the same device would say the same again. */
    boolean answered() {
        return state == State.HELD || state == State.FAILED;
    }

    /** Tells whether it held, or is about what is not on this machine. */
    boolean fine() {
        return state == State.HELD || state == State.ABSENT;
    }

    String summary() {
        return "%-8s %-18s %s".formatted(state.id(), part, line);
    }
}
