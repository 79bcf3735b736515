package dev.tilewright.evolve.archive;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** Chooses the niche that the next parent is of. A policy has no state of its own: what it may know of the past is in the niches. */
public interface ParentPolicy {

    /** Returns its name, under which {@link ParentPolicies} knows it. */
    String name();

    /**
     * Chooses a niche.
     *
     * @param niches what there is to choose from, at least one
     * @param random where all randomness comes from
     * @return one of {@code niches}
     */
    Occupied choose(List<Occupied> niches, UniformRandomProvider random);
}
