package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Step;
import java.time.Duration;
import java.util.Optional;

/**
 * How a search ended.
 *
 * @param baseline the first step that was ok; empty if none was
 * @param best the best step; empty if none was ok
 * @param evaluated how many candidates were evaluated, apart from those that memory knew
 * @param ending why it ended
 * @param deciding how long it took to decide what to evaluate next, all together, most of it while something was being evaluated
 */
public record EvolutionOutcome(
        Optional<Step> baseline, Optional<Step> best, int evaluated, Ending ending, Duration deciding) {

    /** Why a search ended. */
    public enum Reason {
        /** All evaluations were spent. */
        EVALUATIONS,
        /** The time was up. */
        TIME,
        /** For so many evaluations as were named nothing was gained. */
        PATIENCE,
        /** The best is as fit as was asked for. */
        GOAL,
        /** Another gain had become unlikely. */
        UNLIKELY,
        /** Somebody stopped it. */
        STOPPED,
        /** For a long time every child was known already. */
        EXHAUSTED,
        /** A source of candidates asked for it. */
        SOURCE,
        /** The harness failed again and again, so that nothing was decided. */
        UNDECIDED,
        /** All that memory has of the run was repeated. */
        REPEATED
    }

    /**
     * Why a search ended.
     *
     * @param reason what kind of reason it is
     * @param explanation one line for people; empty where it ended as it was asked to, or was stopped
     */
    public record Ending(Reason reason, String explanation) {

        /** Makes an ending that needs no explanation. */
        public static Ending of(Reason reason) {
            return new Ending(reason, "");
        }
    }
}
