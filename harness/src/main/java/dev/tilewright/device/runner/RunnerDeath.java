package dev.tilewright.device.runner;

/** A runner was killed, or ended by itself; the message says while doing what, how, and what it said last. */
public final class RunnerDeath extends RuntimeException {

    private final Cause cause;

    RunnerDeath(Cause cause, String message) {
        super(message);
        this.cause = cause;
    }

    /** Returns what ended it. */
    public Cause cause() {
        return cause;
    }

    /** Tells whether it was killed because what it did took too long. */
    public boolean hung() {
        return cause == Cause.HUNG || cause == Cause.STARVED;
    }

    /** What ended a runner. */
    public enum Cause {
        /** It was killed because what it did took too long. */
        HUNG,
        /** The same, but others had the processors: it ran for less than half of the time, and was in the queue for as long and longer. */
        STARVED,
        /** It was killed because it took too much memory. */
        MEMORY,
        /** It crashed: a signal that only its own code can have raised, or it ended itself. */
        ENDED,
        /** Somebody else killed it. */
        KILLED
    }
}
