package dev.tilewright.evolve.archive;

import java.util.List;

/**
 * A niche with who lives in it.
 *
 * @param island on which island
 * @param niche the niche
 * @param elites its elites, equally fit within the noise of their measurements, the one that was measured to be fittest first; at least one
 * @param candidates how many candidates were offered to it, whether or not they became elites
 * @param chosen how often a parent was chosen from it
 * @param children how many children its candidates had that were ok
 */
public record Occupied(int island, Niche niche, List<Elite> elites, int candidates, int chosen, int children) {

    public Occupied {
        elites = List.copyOf(elites);
    }

    /** Returns the elite that was measured to be fittest. */
    public Elite elite() {
        return elites.getFirst();
    }
}
