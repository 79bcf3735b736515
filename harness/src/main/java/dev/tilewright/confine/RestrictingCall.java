package dev.tilewright.confine;

/** System calls by which a process gives up rights; what it becomes then cannot make them. */
enum RestrictingCall {
    OPENAT(257, 56),
    CLOSE(3, 57),
    RT_SIGPROCMASK(14, 135),
    GETPPID(110, 173),
    CAPSET(126, 91),
    SETSID(112, 157),
    PRCTL(157, 167),
    PRLIMIT64(302, 261),
    SECCOMP(317, 277),
    LANDLOCK_CREATE_RULESET(444, 444),
    LANDLOCK_ADD_RULE(445, 445),
    LANDLOCK_RESTRICT_SELF(446, 446);

    private final int x86;
    private final int arm;

    RestrictingCall(int x86, int arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    /** Makes the call. Returns its result, or minus the number of the error. */
    long make(long... arguments) {
        int number = switch (Architecture.current().orElseThrow()) {
            case X86_64 -> x86;
            case AARCH64 -> arm;
        };
        return Libc.call(number, arguments);
    }
}
