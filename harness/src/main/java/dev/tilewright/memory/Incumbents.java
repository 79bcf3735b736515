package dev.tilewright.memory;

import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one rule by which a run has a best: the first candidate that is right is the best there is; after it, only one that a confirmation
 * found to be faster than the best takes its place. An evaluation that merely looks faster changes nothing.
 */
public final class Incumbents {

    private Incumbents() {}

    /** Returns every step of a run that was the best in its turn, in order; the last is the best of all. */
    public static List<Step> of(List<Step> steps) {
        List<Step> incumbents = new ArrayList<>();
        for (Step step : steps) {
            if (takesOver(step, incumbents.isEmpty())) {
                incumbents.add(step);
            }
        }
        return incumbents;
    }

    /**
     * Tells whether a step becomes the best of its run.
     *
     * @param vacant whether the run has no best yet
     */
    public static boolean takesOver(Step step, boolean vacant) {
        if (step.evaluation().status() != Status.OK) {
            return false;
        }
        Optional<Confirmation.Verdict> verdict = step.confirmation().map(Confirmation::verdict);
        return verdict.equals(Optional.of(Confirmation.Verdict.FASTER))
                || (vacant && !verdict.equals(Optional.of(Confirmation.Verdict.REFUTED)));
    }
}
