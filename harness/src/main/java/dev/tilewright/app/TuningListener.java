package dev.tilewright.app;

import dev.tilewright.evolve.loop.EvolutionListener;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import dev.tilewright.llm.dialogue.Dialogue;
import dev.tilewright.llm.record.Exchange;

/** Is told how a search goes, from its worker to its end. Called on the thread of the search; must return soon. */
public interface TuningListener extends EvolutionListener, Dialogue.Listener {

    @Override
    default void onExchange(Exchange exchange, boolean replayed) {}

    /** The worker is ready, and candidates are about to be evaluated. */
    default void onBegin() {}

    /** No more candidates are evaluated. */
    default void onOutcome(EvolutionOutcome outcome) {}

    /** The search has ended, with an outcome or with a failure. Called once for each {@link #onBegin}. */
    default void onEnd() {}
}
