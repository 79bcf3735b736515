package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Step;
import java.util.Optional;

/** Told how a search goes, on the thread that searches. */
public interface EvolutionListener {

    /** Called when a step was committed. */
    void onStep(Progress progress);

    /** Called when a contender was compared with the best; {@link Progress#step} is the contender's. */
    default void onConfirmation(Progress progress) {}

    /** Called when something begins that takes a while: {@code evaluating}, {@code confirming}, {@code waiting}. */
    default void onPhase(String phase) {}

    /**
     * Where a search stands.
     *
     * @param step the latest step, or the contender that was confirmed
     * @param baseline the first step that was ok
     * @param best the best so far
     * @param contender the fittest of those that were measured to be fitter than the best and are yet to be confirmed
     * @param newBest whether the step is the best so far
     * @param replayed whether the outcome was read back from the record of a run that is repeated
     * @param evaluated how many candidates were evaluated in this run, and are in memory; those that memory knew are not among them
     */
    record Progress(
            Step step,
            Optional<Step> baseline,
            Optional<Step> best,
            Optional<Step> contender,
            boolean newBest,
            boolean replayed,
            int evaluated) {}
}
