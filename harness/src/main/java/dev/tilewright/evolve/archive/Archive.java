package dev.tilewright.evolve.archive;

import dev.tilewright.evolve.candidate.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The population. On each island a map leads from a niche to the fittest candidate of that niche, its elite (Mouret and Clune,
 * "Illuminating search spaces by mapping elites", 2015). A search that keeps the best of every kind keeps the stepping stones that a
 * search for the best alone throws away. Islands evolve apart, so that they do not all follow the same early success; now and then the
 * fittest of each visits the next (Whitley, Rana and Heckendorn, "The island model genetic algorithm", 1999).
 */
public final class Archive {

    private static final int TOURNAMENT = 3;
    private static final double FITTEST = 0.5;

    /** So many elites are accepted, for each island, between two migrations. */
    private static final int BETWEEN_MIGRATIONS = 20;

    /** The candidates of each niche, fittest first. Those behind the elite are kept for the case that it is removed. */
    private final List<Map<Niche, List<Elite>>> islands = new ArrayList<>();

    private int accepted;

    /**
     * A candidate that is the fittest of its niche on its island.
     *
     * @param candidate the candidate
     * @param fitness what evolution maximises
     */
    public record Elite(Candidate candidate, double fitness) {}

    /** Makes an empty archive with one island. */
    public Archive() {
        this(1);
    }

    /**
     * Makes an empty archive.
     *
     * @param islands how many islands there are, positive
     */
    public Archive(int islands) {
        if (islands <= 0) {
            throw new IllegalArgumentException("an archive must have an island, not " + islands);
        }
        for (int i = 0; i < islands; i++) {
            this.islands.add(new LinkedHashMap<>());
        }
    }

    /** Offers a candidate to an island. It becomes the elite of its niche there if it is fitter than the present one. Tells whether it did. */
    public boolean offer(int island, Niche niche, Candidate candidate, double fitness) {
        boolean accepts = settle(islands.get(island), niche, new Elite(candidate, fitness));
        if (accepts && ++accepted % (BETWEEN_MIGRATIONS * islands.size()) == 0) {
            migrate();
        }
        return accepts;
    }

    private static boolean settle(Map<Niche, List<Elite>> island, Niche niche, Elite elite) {
        List<Elite> ranked = island.computeIfAbsent(niche, _ -> new ArrayList<>());
        int place = 0;
        while (place < ranked.size() && ranked.get(place).fitness() >= elite.fitness()) {
            if (ranked.get(place).candidate().hash().equals(elite.candidate().hash())) {
                return false;
            }
            place++;
        }
        ranked.add(place, elite);
        return place == 0;
    }

    private record Traveller(Niche niche, Elite elite) {}

    private void migrate() {
        List<Optional<Traveller>> travellers = islands.stream()
                .map(island -> island.entrySet().stream()
                        .map(entry ->
                                new Traveller(entry.getKey(), entry.getValue().getFirst()))
                        .max(Comparator.comparingDouble(
                                traveller -> traveller.elite().fitness())))
                .toList();
        for (int i = 0; i < islands.size(); i++) {
            Map<Niche, List<Elite>> next = islands.get((i + 1) % islands.size());
            travellers.get(i).ifPresent(traveller -> settle(next, traveller.niche(), traveller.elite()));
        }
    }

    /**
     * Removes a candidate whose evaluation does not stand, from all islands. The fittest of its niche behind it is the elite again: a niche
     * is not lost because a candidate that was too good to be true had displaced all others.
     */
    public void remove(Candidate candidate) {
        for (Map<Niche, List<Elite>> island : islands) {
            island.values()
                    .forEach(ranked ->
                            ranked.removeIf(elite -> elite.candidate().hash().equals(candidate.hash())));
            island.values().removeIf(List::isEmpty);
        }
    }

    /** Returns how many islands there are. */
    public int islands() {
        return islands.size();
    }

    /** Tells whether there is nothing to choose a parent from. */
    public boolean isEmpty() {
        return islands.stream().allMatch(Map::isEmpty);
    }

    /** Returns the elites of all islands, in the order in which their niches were first filled. */
    public List<Elite> elites() {
        return islands.stream().flatMap(island -> elites(island).stream()).toList();
    }

    private static List<Elite> elites(Map<Niche, List<Elite>> island) {
        return island.values().stream().map(List::getFirst).toList();
    }

    /** Returns the fittest candidate of all islands. */
    public Optional<Elite> fittest() {
        return fittest(elites());
    }

    private static Optional<Elite> fittest(List<Elite> elites) {
        return elites.stream().reduce((a, b) -> b.fitness() > a.fitness() ? b : a);
    }

    /** Chooses an island for the next parent, each equally often. */
    public int island(UniformRandomProvider random) {
        return islands.size() == 1 ? 0 : random.nextInt(islands.size());
    }

    /**
     * Chooses a parent: now and then the fittest of the island, otherwise the fittest of a few of its elites drawn at random. Where the
     * island has none, the elites of all islands are drawn from.
     *
     * @throws IllegalStateException if the archive is empty
     */
    public Candidate parent(int island, UniformRandomProvider random) {
        List<Elite> elites = islands.get(island).isEmpty() ? elites() : elites(islands.get(island));
        Elite best = fittest(elites).orElseThrow(() -> new IllegalStateException("the archive is empty"));
        if (random.nextDouble() < FITTEST) {
            return best.candidate();
        }
        Elite chosen = elites.get(random.nextInt(elites.size()));
        for (int i = 1; i < TOURNAMENT; i++) {
            Elite other = elites.get(random.nextInt(elites.size()));
            chosen = other.fitness() > chosen.fitness() ? other : chosen;
        }
        return chosen.candidate();
    }
}
