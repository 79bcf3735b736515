package dev.tilewright.control;

import dev.tilewright.candidate.Directive;
import java.util.List;
import java.util.SortedMap;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A policy that chooses the next directive and learns from what it earned.
 *
 * <p>Decisions depend on the state and on {@code random} alone: with the same state and the same seed a policy chooses the same. Not
 * for use by several threads at once.
 */
public interface Controller {

    /** Returns the name by which {@link Policies#create} makes this policy. */
    String name();

    /**
     * Chooses one of {@code available}.
     *
     * @param available what can be asked of the generators now; not empty
     * @param random where all randomness comes from
     * @throws IllegalArgumentException if nothing is available
     */
    Directive choose(List<Directive> available, UniformRandomProvider random);

    /**
     * Learns what a child earned that was made as {@code directive} says.
     *
     * @param reward as {@link Reward} gives it, in units of log speed-up
     */
    void learn(Directive directive, double reward);

    /**
     * Adds to what an earlier child of {@code directive} earned, because a gain was built on it.
     *
     * @param share as {@link Credit} gives it, in units of log speed-up
     */
    void credit(Directive directive, double share);

    /**
     * Lets an arm that is new begin with what is believed of others, in place of the prior of all arms.
     *
     * @param arm the new arm; one that has rewards of its own stays as it is
     * @param parents the arms that it was derived from
     */
    default void inherit(Directive arm, List<Directive> parents) {}

    /**
     * Lets an arm that is new begin with what it earned elsewhere, which counts for less than what is learned here.
     *
     * @param arm the new arm; one that has rewards of its own stays as it is
     * @param rewards how many rewards that was
     * @param sum of the rewards
     * @param squares sum of the squared rewards
     */
    default void expect(Directive arm, double rewards, double sum, double squares) {}

    /**
     * Takes a critic's advice, in place of what it advised before. Policies that listen to nobody ignore it.
     *
     * @param weights for arms by name, from -1 for one to avoid to 1 for one to prefer
     */
    default void advise(SortedMap<String, Double> weights) {}

    /** Returns all that was learned, as JSON that {@link Policies#create} restores it from. */
    String state();
}
