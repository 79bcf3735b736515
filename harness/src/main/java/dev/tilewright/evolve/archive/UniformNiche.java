package dev.tilewright.evolve.archive;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** Chooses every niche equally often: the baseline that other policies are held against. */
final class UniformNiche implements ParentPolicy {

    @Override
    public String name() {
        return "uniform";
    }

    @Override
    public Occupied choose(List<Occupied> niches, UniformRandomProvider random) {
        return Draws.any(niches, random);
    }
}
