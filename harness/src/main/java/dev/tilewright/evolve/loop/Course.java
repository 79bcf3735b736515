package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a search has gone so far: how many evaluations there were, and which of them were gains. A gain is a step that became the best, or
 * one that was fitter than all before it and waits to be confirmed; one that is not confirmed was none. It follows from the committed
 * steps alone, so a run that is repeated has the same.
 */
public final class Course {

    /** How many evaluations there were when each candidate was committed that became the best, or a contender. */
    private final Map<Integer, Integer> found = new HashMap<>();

    private final Map<Integer, Integer> gains = new HashMap<>();
    private int evaluations;

    /** Returns how many evaluations were committed; what memory knew and what the harness failed at are not among them. */
    public int evaluations() {
        return evaluations;
    }

    /** Returns how many evaluations there were at each gain, in order. */
    public List<Integer> gains() {
        List<Integer> all = new ArrayList<>(gains.values());
        all.sort(null);
        return all;
    }

    /** Returns how many evaluations there were since the last gain, or since the beginning. */
    public int sinceGain() {
        return evaluations
                - gains.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /**
     * Takes note of a step.
     *
     * @param contends whether it is the best now, or is to be compared with the best
     * @param leads whether it is fitter than all before it
     */
    void committed(Step step, boolean contends, boolean leads) {
        evaluations += step.isDecided() && !step.recalled() ? 1 : 0;
        if (contends) {
            found.put(step.ordinal(), evaluations);
        }
        if (leads) {
            gains.put(step.ordinal(), evaluations);
        }
    }

    /** Takes note of a comparison. */
    void settled(Step step) {
        if (step.is(Verdict.FITTER)) {
            gains.put(step.ordinal(), found.getOrDefault(step.ordinal(), evaluations));
        } else {
            gains.remove(step.ordinal());
        }
    }
}
