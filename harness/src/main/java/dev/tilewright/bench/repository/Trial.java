package dev.tilewright.bench.repository;

/**
 * What trying a commit told.
 *
 * @param verdict whether it is slower
 * @param told how that shows, in a line
 */
public record Trial(Verdict verdict, String told) {

    /** Whether a commit is slower than the good one. */
    public enum Verdict {
        GOOD,
        BAD,
        /** It cannot be told: noise, a kernel that fails, a suite that is not there. */
        UNKNOWN
    }
}
