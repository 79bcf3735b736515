package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Controller;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Where candidates come from: seeds, the engine's own operators, language models. In each turn the sources are asked in order, until one
 * proposes a candidate. A source that opens a decision in the {@code Ledger} pays it too, once.
 *
 * <p>What a source proposes must follow from the situation, from its own record and from {@link Situation#random}, never from the clock:
 * a run is resumed by repeating it.
 */
public interface Source extends AutoCloseable {

    /** Lets the controller begin with what the source knows of its arms. */
    default void begin(Controller controller) {}

    /** Proposes a candidate in this turn; empty if it has none now. */
    Optional<Candidate> propose(Situation now);

    /**
     * Takes note of the outcome of a candidate that it proposed, as it is committed. An outcome that is undecided is the last of several tries,
     * and no reward may follow from it.
     */
    void judged(Step step, Situation now);

    /**
     * Takes note of a step, no matter whose it is.
     *
     * @param replayed whether the step was read back from the record of the run
     */
    default void observed(Step step, Situation now, boolean replayed) {}

    /**
     * Takes note of a step that a confirmation refuted, no matter whose it is.
     *
     * @param replayed whether the confirmation was read back from the record of the run
     */
    default void refuted(Step step, Situation now, boolean replayed) {}

    /**
     * Tells whether everything that it did in the recorded part of the run is repeated.
     *
     * @param turn how many turns have been taken
     */
    default boolean repeated(int turn) {
        return true;
    }

    /** Says, in one line for people, why the search ends on its account; empty if it does not. */
    default Optional<String> over() {
        return Optional.empty();
    }

    /**
     * Waits where no source has anything to propose and nothing is being evaluated.
     *
     * @param ended tells whether the search has ended meanwhile
     * @return whether there is anything to wait for
     */
    default boolean await(BooleanSupplier ended) {
        return false;
    }

    @Override
    default void close() {}
}
