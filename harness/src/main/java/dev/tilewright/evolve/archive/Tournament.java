package dev.tilewright.evolve.archive;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** Takes the fittest of a few niches that are drawn at random; of those that are equally fit, the one that was drawn first. */
final class Tournament implements ParentPolicy {

    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "tournament";
    }

    @Override
    public Occupied choose(List<Occupied> niches, UniformRandomProvider random) {
        Occupied chosen = niches.get(random.nextInt(niches.size()));
        for (int i = 1; i < ROUNDS; i++) {
            Occupied other = niches.get(random.nextInt(niches.size()));
            chosen = other.elite().beats(chosen.elite()) ? other : chosen;
        }
        return chosen;
    }
}
