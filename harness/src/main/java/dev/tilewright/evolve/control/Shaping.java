package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.SequencedMap;

/**
 * What arms are paid for what a decision earned. Steps record what was earned, as {@link Reward} gives it; the {@link Ledger} shapes it on
 * the way to the controller. A payment follows from what was earned up to then, and from nothing else.
 */
public interface Shaping {

    /** Returns the name by which {@link Shapings#named} finds it. */
    String name();

    /**
     * Returns what each arm of a decision is paid.
     *
     * @param earlier what the arms of earlier decisions earned, in the order in which they were paid; empty where nobody learned
     * @param earned what the arms of this decision earned
     * @return the same arms in the same order
     */
    SequencedMap<Arm, Double> shape(List<SequencedMap<Arm, Double>> earlier, SequencedMap<Arm, Double> earned);

    /**
     * Returns the gain that flows back to the decisions before.
     *
     * @param earned what a child earned, positive
     * @param paid the most that an arm of its decision was paid
     */
    default double flowing(double earned, double paid) {
        return earned;
    }
}
