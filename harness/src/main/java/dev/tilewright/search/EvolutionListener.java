package dev.tilewright.search;

import dev.tilewright.memory.Exchange;
import dev.tilewright.memory.Step;
import java.util.Optional;

/** Is told how a search goes. Called on the thread of the search; must return soon. */
public interface EvolutionListener {

    /** What the search is about to do takes a while: {@code evaluating}, {@code confirming}. */
    default void onPhase(String phase) {}

    /**
     * An answer of a language model was looked at.
     *
     * @param exchange what was asked, what came back, and what became of it
     * @param replayed whether it was read back from a run that is being resumed
     */
    default void onExchange(Exchange exchange, boolean replayed) {}

    /**
     * A step was committed to memory.
     *
     * @param progress where the search stands
     */
    void onStep(Progress progress);

    /**
     * A step that had been committed before was compared with the best.
     *
     * @param progress where the search stands; its step is the one that was compared
     */
    default void onConfirmation(Progress progress) {}

    /**
     * Where a search stands.
     *
     * @param step the latest step
     * @param baseline the first step that was ok: the naive kernel's, where the task has one
     * @param best the best so far
     * @param contender the fastest of those that were measured to be faster than the best and are yet to be confirmed
     * @param newBest whether the latest step is the best so far
     * @param replayed whether the latest step was read back from a run that is being resumed
     * @param evaluated how many candidates were evaluated, apart from those that memory knew
     * @param evaluations how many may be
     */
    record Progress(
            Step step,
            Optional<Step> baseline,
            Optional<Step> best,
            Optional<Step> contender,
            boolean newBest,
            boolean replayed,
            int evaluated,
            int evaluations) {}
}
