package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Candidates of which nothing is known because the harness failed ({@link Status#UNDECIDED}). Each is tried again a few times, after some
 * other steps, when what disturbed the machine may be over; until then nobody is told how it was judged. Which candidate is tried again,
 * and when, follows from the steps that were committed, so a run that is repeated does the same.
 */
final class Retries {

    /** How often a candidate is evaluated, or compared, before the run gives it up. */
    static final int TRIES = 3;

    /** So many steps are committed before a candidate is tried again, where there are others to go on with. */
    private static final int PAUSE = 8;

    /** When so many outcomes in a row decided nothing, the machine is at fault, and no more time is spent on it. */
    private static final int FUTILE = 12;

    private final Deque<Retry> waiting = new ArrayDeque<>();
    private final Map<String, Integer> tries = new HashMap<>();
    private int inARow;
    private String reason = "";

    /**
     * What is tried again.
     *
     * @param source who proposed it, and is told in the end
     * @param due how many steps are to be committed first
     */
    record Retry(Candidate candidate, Source source, int due) {}

    /**
     * Takes note of an outcome. Tells whether its candidate is tried again.
     *
     * @param committed how many steps have been committed
     * @param replayed whether the outcome is one of the record: what failed then may be well now
     */
    boolean keep(Step step, Source source, int committed, boolean replayed) {
        if (!step.evaluation().isUndecided()) {
            decided();
            return false;
        }
        if (!replayed) {
            failed(step.evaluation().diagnostics());
        }
        boolean again = tries.merge(step.candidate().hash(), 1, Integer::sum) < TRIES;
        if (again) {
            waiting.add(new Retry(step.candidate(), source, committed + PAUSE));
        }
        return again;
    }

    /** Takes note that something was decided, so that the harness works. */
    void decided() {
        inARow = 0;
    }

    /** Takes note that the harness failed. */
    void failed(String why) {
        inARow++;
        reason = why.lines().findFirst().orElse("");
    }

    /** Tells whether anything is to be tried again. */
    boolean any() {
        return !waiting.isEmpty();
    }

    /** Tells whether something has waited long enough when so many steps have been committed. */
    boolean isDue(int committed) {
        return any() && waiting.element().due() <= committed;
    }

    /** Takes what has waited longest. */
    Retry next() {
        return waiting.remove();
    }

    /** Says why it makes no sense to go on; empty if it does. */
    Optional<String> futile() {
        return inARow < FUTILE
                ? Optional.empty()
                : Optional.of("the search ended because the last %d evaluations and comparisons decided nothing: %s"
                        .formatted(inARow, reason));
    }
}
