package dev.tilewright.bench;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;

/** Whose fault it is that an evaluation failed. */
enum Fault {
    /** The kernel's, beyond doubt: it is wrong, or no compiler takes it. */
    KERNEL,
    /** The machine's, or ours: it says nothing of the kernel. */
    MACHINE,
    /** The kernel's if it happens again: a machine that is short of memory or time ends processes as well. */
    UNCERTAIN;

    /** How a status is called that blames nobody's kernel. */
    private static final String UNDECIDED = "undecided";

    /** How an evaluation tells that no clock could be believed. */
    private static final String CLOCKS = "no time can be trusted";

    static Fault of(Evaluation failure) {
        Status status = failure.status();
        if (status.id().equals(UNDECIDED) || failure.diagnostics().contains(CLOCKS)) {
            return MACHINE;
        }
        return switch (status) {
            case WRONG_RESULT, REJECTED, BUILD_ERROR -> KERNEL;
            default -> UNCERTAIN;
        };
    }
}
