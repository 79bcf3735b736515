package dev.tilewright.control;

import dev.tilewright.candidate.Directive;
import java.util.List;
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

    /** Returns all that was learned, as JSON that {@link Policies#create} restores it from. */
    String state();
}
