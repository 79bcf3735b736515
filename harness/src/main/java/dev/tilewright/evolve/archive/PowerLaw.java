package dev.tilewright.evolve.archive;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Chooses the niche of rank r in proportion to 1/r, so that the fittest leads and none is out of reach (Lange, Imajuku and Cetin,
 * "ShinkaEvolve", 2025). Niches that are equally fit within the noise share a rank.
 */
final class PowerLaw implements ParentPolicy {

    @Override
    public String name() {
        return "power-law";
    }

    @Override
    public Occupied choose(List<Occupied> niches, UniformRandomProvider random) {
        double[] weights =
                niches.stream().mapToDouble(niche -> 1.0 / rank(niche, niches)).toArray();
        return Draws.weighted(niches, weights, random);
    }

    private static long rank(Occupied niche, List<Occupied> niches) {
        return 1
                + niches.stream()
                        .filter(other -> other.elite().beats(niche.elite()))
                        .count();
    }
}
