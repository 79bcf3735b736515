package dev.tilewright.search;

import dev.tilewright.candidate.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The population: a map from what a candidate is like to the fittest candidate that is like that, its elite (Mouret and Clune,
 * "Illuminating search spaces by mapping elites", 2015). A search that keeps the best of every kind keeps the stepping stones that a
 * search for the best alone throws away.
 */
public final class Archive {

    private static final int TOURNAMENT = 3;
    private static final double FITTEST = 0.5;

    private final Map<Cell, Elite> elites = new LinkedHashMap<>();

    /**
     * A candidate that is the fittest of its cell.
     *
     * @param candidate the candidate
     * @param fitness what evolution maximises
     */
    public record Elite(Candidate candidate, double fitness) {}

    /** Offers a candidate; it becomes the elite of its cell if it is fitter than the one there. Tells whether it did. */
    public boolean offer(Cell cell, Candidate candidate, double fitness) {
        Elite elite = elites.get(cell);
        if (elite != null && elite.fitness() >= fitness) {
            return false;
        }
        elites.put(cell, new Elite(candidate, fitness));
        return true;
    }

    /** Removes a candidate whose evaluation does not stand. */
    public void remove(Candidate candidate) {
        elites.values().removeIf(elite -> elite.candidate().equals(candidate));
    }

    /** Returns the elites, in the order in which their cells were first filled. */
    public List<Elite> elites() {
        return List.copyOf(elites.values());
    }

    /** Returns the fittest candidate of all. */
    public Optional<Elite> fittest() {
        return elites.values().stream().reduce((a, b) -> b.fitness() > a.fitness() ? b : a);
    }

    /**
     * Chooses a parent: now and then the fittest of all, else the fittest of a few elites drawn at random.
     *
     * @throws IllegalStateException if the archive is empty
     */
    public Candidate parent(UniformRandomProvider random) {
        List<Elite> all = new ArrayList<>(elites.values());
        Elite best = fittest().orElseThrow(() -> new IllegalStateException("the archive is empty"));
        if (random.nextDouble() < FITTEST) {
            return best.candidate();
        }
        Elite chosen = all.get(random.nextInt(all.size()));
        for (int i = 1; i < TOURNAMENT; i++) {
            Elite other = all.get(random.nextInt(all.size()));
            chosen = other.fitness() > chosen.fitness() ? other : chosen;
        }
        return chosen.candidate();
    }
}
