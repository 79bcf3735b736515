package dev.tilewright.bench;

/** Times a case once, in a process of its own. */
@FunctionalInterface
public interface RoundTimer {

    /**
     * Times a case.
     *
     * @param round the number of the round, from 0: kernels that are compared take turns at being the first
     * @param beside whether the baseline's kernel is timed beside today's
     */
    Round time(Subject subject, int round, boolean beside);
}
