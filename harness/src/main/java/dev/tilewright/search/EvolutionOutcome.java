package dev.tilewright.search;

import dev.tilewright.memory.Run;
import dev.tilewright.memory.Step;
import java.util.Optional;

/**
 * How a search ended.
 *
 * @param run the run
 * @param baseline the first step that was ok; empty if none was
 * @param best the best step; empty if none was ok
 * @param evaluated how many candidates were evaluated, apart from those that memory knew
 * @param reason why it ended
 */
public record EvolutionOutcome(Run run, Optional<Step> baseline, Optional<Step> best, int evaluated, Reason reason) {

    /** Why a search ended. */
    public enum Reason {
        /** All evaluations were spent. */
        EVALUATIONS,
        /** The time was up. */
        TIME,
        /** Somebody stopped it. */
        STOPPED,
        /** No child was met any more that was not known. */
        EXHAUSTED,
        /** What may be spent on language models was spent. */
        MODEL_BUDGET,
        /** No language model answered for long, and there was nothing else to do. */
        NO_MODEL,
        /** All that memory has of the run was repeated. */
        REPEATED
    }
}
