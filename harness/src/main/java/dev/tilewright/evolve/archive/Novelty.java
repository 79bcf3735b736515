package dev.tilewright.evolve.archive;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Chooses a niche in proportion to 1/(1 + n), where n parents were chosen from it before, whatever its fitness (the novelty term of Lange,
 * Imajuku and Cetin, "ShinkaEvolve", 2025). A niche whose children all fail is not chosen for ever, as its attempts count.
 */
final class Novelty implements ParentPolicy {

    @Override
    public String name() {
        return "novelty";
    }

    @Override
    public Occupied choose(List<Occupied> niches, UniformRandomProvider random) {
        double[] weights =
                niches.stream().mapToDouble(niche -> 1.0 / (1 + niche.chosen())).toArray();
        return Draws.weighted(niches, weights, random);
    }
}
