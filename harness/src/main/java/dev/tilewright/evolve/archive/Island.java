package dev.tilewright.evolve.archive;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** One island: its niches, and how long ago its own candidates made progress. */
final class Island {

    private final int number;
    private final SequencedMap<Niche, Cell> cells = new LinkedHashMap<>();
    private final Map<String, Cell> homes = new HashMap<>();

    /** The latest candidate of its own that was fitter beyond the noise than the one before; after a restart, what it began with. */
    private Optional<Elite> mark = Optional.empty();

    private int improved;
    private int idle;

    Island(int number) {
        this.number = number;
    }

    /**
     * Takes in a candidate that was offered to it. Tells whether it is progress in its niche.
     *
     * @param time how many candidates were offered to the archive so far
     */
    boolean offer(Niche niche, Elite elite, int time) {
        if (homes.containsKey(elite.hash())) {
            return false;
        }
        elite.candidate().lineage().parents().stream()
                .findFirst()
                .flatMap(parent -> Optional.ofNullable(homes.get(parent)))
                .ifPresent(Cell::countChild);
        boolean progress = settle(niche, elite);
        cell(niche).countCandidate();
        idle++;
        if (mark.map(elite::beats).orElse(true)) {
            mark = Optional.of(elite);
            improved = time;
            idle = 0;
        }
        return progress;
    }

    /** Takes in a candidate from another island. */
    void visit(Settler settler) {
        if (!homes.containsKey(settler.elite().hash())) {
            settle(settler.niche(), settler.elite());
        }
    }

    private boolean settle(Niche niche, Elite elite) {
        Cell cell = cell(niche);
        homes.put(elite.hash(), cell);
        return cell.settle(elite);
    }

    private Cell cell(Niche niche) {
        return cells.computeIfAbsent(niche, missing -> new Cell(number, missing));
    }

    void remove(String hash) {
        Cell home = homes.remove(hash);
        if (home == null) {
            return;
        }
        home.remove(hash);
        cells.values().removeIf(Cell::isEmpty);
        mark = mark.filter(elite -> !elite.hash().equals(hash))
                .or(() -> fittest().map(Settler::elite));
    }

    /** Begins again with nothing but some candidates of other islands, the fittest first. Its own have to beat that one. */
    void restart(List<Settler> settlers, int time) {
        cells.clear();
        homes.clear();
        settlers.forEach(this::visit);
        mark = settlers.stream().map(Settler::elite).findFirst();
        improved = time;
        idle = 0;
    }

    /** Counts that a parent was chosen from a niche. */
    void countChoice(Niche niche) {
        cell(niche).countChoice();
    }

    boolean has(String hash) {
        return homes.containsKey(hash);
    }

    boolean isEmpty() {
        return cells.isEmpty();
    }

    /** Returns when its own candidates last made progress, in candidates that were offered to the archive. */
    int improved() {
        return improved;
    }

    /** Returns how many candidates were offered to it since. */
    int idle() {
        return idle;
    }

    List<Occupied> niches() {
        return cells.values().stream().map(Cell::occupied).toList();
    }

    /** Returns the fittest of each niche. */
    List<Settler> settlers() {
        return niches().stream()
                .map(occupied -> new Settler(occupied.niche(), occupied.elite()))
                .toList();
    }

    Optional<Settler> fittest() {
        return Settler.fittest(settlers());
    }
}
