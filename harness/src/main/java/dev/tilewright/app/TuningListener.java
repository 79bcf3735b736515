package dev.tilewright.app;

import dev.tilewright.search.EvolutionListener;
import dev.tilewright.search.EvolutionOutcome;

/** Is told how a search goes, from its worker to its end. Called on the thread of the search; must return soon. */
public interface TuningListener extends EvolutionListener {

    /** The worker is ready, and candidates are about to be evaluated. */
    default void onBegin() {}

    /** No more candidates are evaluated. */
    default void onOutcome(EvolutionOutcome outcome) {}

    /** The search has ended, with an outcome or with a failure. Called once for each {@link #onBegin}. */
    default void onEnd() {}
}
