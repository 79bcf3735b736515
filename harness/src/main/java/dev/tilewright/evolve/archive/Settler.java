package dev.tilewright.evolve.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A candidate that comes to another island.
 *
 * @param niche its niche, which is the same on every island
 * @param elite the candidate
 */
record Settler(Niche niche, Elite elite) {

    /** Returns the one that was measured to be fittest, the first of several. */
    static Optional<Settler> fittest(List<Settler> settlers) {
        return settlers.stream()
                .reduce((a, b) -> b.elite().fitness() > a.elite().fitness() ? b : a);
    }

    /**
     * Returns a few that are unlike each other: the fittest, then each time the one whose niche differs on most axes from those that were
     * chosen, and of several the fittest (Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985).
     */
    static List<Settler> diverse(List<Settler> settlers, int count) {
        List<Settler> chosen = new ArrayList<>();
        List<Settler> farthest = settlers;
        while (chosen.size() < count && !farthest.isEmpty()) {
            fittest(farthest).ifPresent(chosen::add);
            int most = settlers.stream()
                    .mapToInt(settler -> settler.distance(chosen))
                    .max()
                    .orElse(0);
            farthest = settlers.stream()
                    .filter(settler -> most > 0 && settler.distance(chosen) == most)
                    .toList();
        }
        return chosen;
    }

    private int distance(List<Settler> others) {
        return others.stream()
                .mapToInt(other -> niche.distance(other.niche))
                .min()
                .orElse(Integer.MAX_VALUE);
    }
}
