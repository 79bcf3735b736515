package dev.tilewright.study.live;

import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import java.util.List;

/**
 * What came of one search of a study.
 *
 * @param cell which search it was
 * @param planned how many candidates it might evaluate
 * @param evaluations how many it evaluated
 * @param ending why it ended
 * @param bests each kernel that was the fastest it had measured, in order, with what it takes; that need not be less than what the one before takes
 * @param schedule the schedule of the last; empty where it has none
 * @param ownNanos how long it took but for waiting for outcomes, in ns
 * @param wallNanos how long it took, in ns
 */
public record SearchTrace(
        LiveSetup.Cell cell,
        int planned,
        int evaluations,
        Reason ending,
        List<Best> bests,
        List<String> schedule,
        long ownNanos,
        long wallNanos) {

    /**
     * A kernel that was the fastest as far as the search had measured, from the evaluation on that found it.
     *
     * @param evaluation the number of the evaluation, from 1
     * @param nanos what it takes, in ns, as it was timed anew after the search
     */
    public record Best(int evaluation, double nanos) {}

    /**
     * After how many evaluations a search got somewhere.
     *
     * @param evaluations how many; where it did not get there, how many it had
     * @param censored whether it did not get there
     */
    public record Reached(int evaluations, boolean censored) {}

    public SearchTrace {
        bests = List.copyOf(bests);
        schedule = List.copyOf(schedule);
    }

    /** Returns the time of its best after some evaluations, in ns; before the first that was right, of that. Infinite if nothing was right. */
    double nanos(int after) {
        double nanos =
                bests.isEmpty() ? Double.POSITIVE_INFINITY : bests.getFirst().nanos();
        for (Best best : bests) {
            nanos = best.evaluation() <= after ? best.nanos() : nanos;
        }
        return nanos;
    }

    /** Returns the time of its best, in ns; infinite if nothing was right. */
    public double nanos() {
        return nanos(Integer.MAX_VALUE);
    }

    /** Returns after how many evaluations it had a kernel that takes so long or less. */
    Reached reached(double nanos) {
        return bests.stream()
                .filter(best -> best.nanos() <= nanos)
                .findFirst()
                .map(best -> new Reached(best.evaluation(), false))
                .orElseGet(() -> new Reached(ending == Reason.TIME ? Math.max(1, evaluations) : planned, true));
    }
}
