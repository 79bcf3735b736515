package dev.tilewright.evolve.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The candidates of one niche of an island. Those behind the elites are kept for the case that these are removed. */
final class Cell {

    /** So many elites at most are equally fit; more would be alike in all that the archive tells apart. */
    private static final int MOST_ELITES = 3;

    private final int island;
    private final Niche niche;
    private final List<Elite> ranked = new ArrayList<>();

    /** The latest candidate that was progress. What is fitter only within the noise does not move it, however often that happens. */
    private Optional<Elite> mark = Optional.empty();

    private int candidates;
    private int chosen;
    private int children;

    Cell(int island, Niche niche) {
        this.island = island;
        this.niche = niche;
    }

    /** Takes a candidate in. Tells whether it is progress: the first of the niche, or fitter beyond the noise than the latest that was. */
    boolean settle(Elite elite) {
        int place = 0;
        while (place < ranked.size() && ranked.get(place).fitness() >= elite.fitness()) {
            place++;
        }
        ranked.add(place, elite);
        boolean progress = mark.map(elite::beats).orElse(true);
        mark = progress ? Optional.of(elite) : mark;
        return progress;
    }

    void remove(String hash) {
        ranked.removeIf(elite -> elite.hash().equals(hash));
        mark = mark.filter(elite -> !elite.hash().equals(hash))
                .or(() -> ranked.stream().findFirst());
    }

    void countCandidate() {
        candidates++;
    }

    void countChoice() {
        chosen++;
    }

    void countChild() {
        children++;
    }

    boolean isEmpty() {
        return ranked.isEmpty();
    }

    /** Returns the fittest and those that it does not beat beyond the noise. */
    Occupied occupied() {
        List<Elite> elites = ranked.stream()
                .filter(elite -> !ranked.getFirst().beats(elite))
                .limit(MOST_ELITES)
                .toList();
        return new Occupied(island, niche, elites, candidates, chosen, children);
    }
}
