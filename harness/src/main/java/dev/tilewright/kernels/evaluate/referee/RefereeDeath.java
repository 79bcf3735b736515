package dev.tilewright.kernels.evaluate.referee;

/** A referee was killed, or ended by itself; the message says while doing what, how, and what it said last. */
public final class RefereeDeath extends Exception {

    private final Cause cause;
    private final Phase phase;

    RefereeDeath(Cause cause, Phase phase, String message) {
        super(message);
        this.cause = cause;
        this.phase = phase;
    }

    /** Returns what it was doing. */
    public Phase phase() {
        return phase;
    }

    /** Returns what ended it. */
    public Cause cause() {
        return cause;
    }

    /** What ended a referee. */
    public enum Cause {
        /** It was killed because a phase took too long. */
        HUNG,
        /** It ended by itself. */
        ENDED
    }
}
