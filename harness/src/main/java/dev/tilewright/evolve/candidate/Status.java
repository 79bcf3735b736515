package dev.tilewright.evolve.candidate;

/** How an evaluation ended. Nothing but {@link #OK} has a fitness, and {@link #UNDECIDED} says nothing about the candidate. */
public enum Status {
    OK("ok"),
    REJECTED("rejected"),
    BUILD_ERROR("build-error"),
    LAUNCH_ERROR("launch-error"),
    WRONG_RESULT("wrong-result"),
    TIMEOUT("timeout"),
    CRASH("crash"),
    /**
     * The harness failed, and not the candidate: memory, a disk or a clock that cannot be relied on, a process that somebody killed. It is told,
     * earns nothing and costs nothing, and is never recalled: the candidate is tried again.
     */
    UNDECIDED("undecided");

    private final String id;

    Status(String id) {
        this.id = id;
    }

    /** Returns the name used in files and on the command line. */
    public String id() {
        return id;
    }

    /**
     * Finds a status by its {@link #id()}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Status of(String id) {
        for (Status status : values()) {
            if (status.id.equals(id)) {
                return status;
            }
        }
        throw new IllegalArgumentException("no status is called " + id);
    }
}
