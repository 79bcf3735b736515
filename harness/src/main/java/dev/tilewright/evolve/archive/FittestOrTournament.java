package dev.tilewright.evolve.archive;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** Takes the fittest every other time, drawn among those that are equally fit within the noise, and otherwise holds a tournament. */
final class FittestOrTournament implements ParentPolicy {

    private static final double FITTEST = 0.5;

    private final ParentPolicy tournament = new Tournament();

    @Override
    public String name() {
        return "fittest-or-tournament";
    }

    @Override
    public Occupied choose(List<Occupied> niches, UniformRandomProvider random) {
        if (random.nextDouble() >= FITTEST) {
            return tournament.choose(niches, random);
        }
        Occupied fittest = niches.stream()
                .reduce((a, b) -> b.elite().fitness() > a.elite().fitness() ? b : a)
                .orElseThrow();
        List<Occupied> equals = niches.stream()
                .filter(niche -> !fittest.elite().beats(niche.elite()))
                .toList();
        return Draws.any(equals, random);
    }
}
