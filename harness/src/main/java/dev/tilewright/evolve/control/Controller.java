package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A policy that chooses among arms and learns from what they earned.
 *
 * <p>Decisions depend on the state, the context and {@code random} alone: with the same of each a policy chooses the same. What it
 * chose may be part of its state. Rewards come through a {@link Ledger}, which sees to it that each decision is rewarded once. Not for use by several threads at once.
 */
public interface Controller {

    /** Returns the name by which {@link Policies#create} makes this policy. */
    String name();

    /**
     * Chooses one of {@code available}.
     *
     * @param context what the choice is made in
     * @param available the arms that can be pulled now; not empty
     * @param random where all randomness comes from
     * @throws IllegalArgumentException if nothing is available
     */
    Arm choose(Context context, List<Arm> available, UniformRandomProvider random);

    /**
     * Learns what a child earned for which {@code arm} was pulled.
     *
     * @param context what it was pulled in
     * @param reward as {@link Reward} gives it
     */
    void learn(Context context, Arm arm, double reward);

    /**
     * Corrects a reward that was learned before, because the evaluation that it was given for was refuted. It counts as one reward still.
     *
     * @param context what the arm was pulled in
     * @param before what was learned
     * @param after what should have been learned
     */
    void revise(Context context, Arm arm, double before, double after);

    /**
     * Adds to what an earlier child of {@code arm} earned, because a gain was built on it; or takes away, where that gain was refuted.
     *
     * @param share as {@link Credit} gives it; negative where it is withdrawn
     */
    void credit(Arm arm, double share);

    /**
     * Lets an arm that is new begin with what is believed of others, in place of the prior of all arms.
     *
     * @param arm the new arm; one that has rewards of its own stays as it is
     * @param parents the arms that it was derived from
     */
    default void inherit(Arm arm, List<Arm> parents) {}

    /**
     * Lets an arm that is new begin with what it earned elsewhere, which counts for less than what is learned here.
     *
     * @param arm the new arm; one that has rewards of its own stays as it is
     * @param rewards how many rewards that was
     * @param sum of the rewards
     * @param squares sum of the squared rewards
     */
    default void expect(Arm arm, double rewards, double sum, double squares) {}

    /**
     * Takes a critic's advice, in place of what it advised before. Policies that listen to nobody ignore it.
     *
     * @param weights for arms by name, from -1 for one to avoid to 1 for one to prefer
     */
    default void advise(SortedMap<String, Double> weights) {}

    /** Returns what is believed of each arm by its name, for people to see; empty for a policy that believes nothing. */
    default SortedMap<String, Belief> beliefs() {
        return new TreeMap<>();
    }

    /** Returns all that was learned, as JSON that {@link Policies#create} restores it from. */
    String state();
}
