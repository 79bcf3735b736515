package dev.tilewright.evolve.archive;

import dev.tilewright.evolve.candidate.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The population. On each island a map leads from a niche to the fittest candidates of that niche, its elites (Mouret and Clune,
 * "Illuminating search spaces by mapping elites", 2015). A search that keeps the best of every kind keeps the stepping stones that a
 * search for the best alone throws away. Islands evolve apart, so that they do not all follow the same early success; now and then the
 * fittest of each visits the next (Whitley, Rana and Heckendorn, "The island model genetic algorithm", 1999). One that makes no progress
 * while others do is emptied and begins again with a few of their elites (Romera-Paredes et al., "Mathematical discoveries from program
 * search with large language models", 2023).
 *
 * <p>What is fitter only within the noise of measurement is no progress: it does not displace an elite but stands beside it, and neither
 * brings a migration nearer nor keeps an island from being restarted.
 */
public final class Archive {

    /** So many elites of other islands an island begins again with. */
    private static final int SETTLERS = 3;

    private final IslandModel model;
    private final List<Island> islands;
    private final List<Restart> restarts = new ArrayList<>();
    private int offers;
    private int accepted;

    /**
     * An island was restarted.
     *
     * @param offers how many candidates had been offered to the archive
     * @param island which island
     * @param settlers what it began with, the fittest first
     */
    public record Restart(int offers, int island, List<Elite> settlers) {

        public Restart {
            settlers = List.copyOf(settlers);
        }
    }

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
        this(IslandModel.of(islands));
    }

    /** Makes an empty archive. */
    public Archive(IslandModel model) {
        this.model = model;
        islands = IntStream.range(0, model.islands()).mapToObj(Island::new).toList();
    }

    /**
     * Offers a candidate to an island. It becomes an elite of its niche there unless one is fitter beyond the noise. Tells whether it is
     * progress: the first of the niche, or fitter beyond the noise. A candidate that the island has is offered in vain.
     */
    public boolean offer(int island, Niche niche, Elite elite) {
        offers++;
        boolean progress = islands.get(island).offer(niche, elite, offers);
        if (progress && ++accepted % (model.betweenMigrations() * islands.size()) == 0) {
            migrate();
        }
        if (isStagnant(island)) {
            restart(island);
        }
        return progress;
    }

    private void migrate() {
        List<Optional<Settler>> travellers =
                islands.stream().map(Island::fittest).toList();
        for (int i = 0; i < islands.size(); i++) {
            Island next = islands.get((i + 1) % islands.size());
            travellers.get(i).ifPresent(next::visit);
        }
    }

    /** Where the fittest of all lives there is no restart, so that nothing that was found is lost. */
    private boolean isStagnant(int island) {
        Island own = islands.get(island);
        return own.idle() >= model.patience()
                && islands.stream().anyMatch(other -> other.improved() > own.improved())
                && fittest()
                        .flatMap(elite -> home(elite.hash()))
                        .filter(home -> home == own)
                        .isEmpty();
    }

    private Optional<Island> home(String hash) {
        return islands.stream().filter(island -> island.has(hash)).findFirst();
    }

    private void restart(int island) {
        List<Settler> others = IntStream.range(0, islands.size())
                .filter(other -> other != island)
                .mapToObj(islands::get)
                .flatMap(other -> other.settlers().stream())
                .toList();
        List<Settler> settlers = Settler.diverse(others, SETTLERS);
        islands.get(island).restart(settlers, offers);
        restarts.add(new Restart(
                offers, island, settlers.stream().map(Settler::elite).toList()));
    }

    /** Returns the restarts so far, the earliest first. */
    public List<Restart> restarts() {
        return List.copyOf(restarts);
    }

    /**
     * Removes a candidate whose evaluation does not stand, from all islands. The fittest of its niche behind it is an elite again: a niche
     * is not lost because a candidate that was too good to be true had displaced all others.
     */
    public void remove(Candidate candidate) {
        islands.forEach(island -> island.remove(candidate.hash()));
    }

    /** Returns how many islands there are. */
    public int islands() {
        return islands.size();
    }

    /** Tells whether there is nothing to choose a parent from. */
    public boolean isEmpty() {
        return islands.stream().allMatch(Island::isEmpty);
    }

    /** Returns what lives where: the niches of all islands, in the order of the islands and of their first candidates. */
    public List<Occupied> map() {
        return islands.stream().flatMap(island -> island.niches().stream()).toList();
    }

    /** Returns the elites of all niches, in the order of {@link #map}. */
    public List<Elite> elites() {
        return map().stream().flatMap(niche -> niche.elites().stream()).toList();
    }

    /** Returns the candidate of all islands that was measured to be fittest. */
    public Optional<Elite> fittest() {
        return Settler.fittest(islands.stream()
                        .flatMap(island -> island.settlers().stream())
                        .toList())
                .map(Settler::elite);
    }

    /** Chooses an island for the next parent, each equally often. */
    public int island(UniformRandomProvider random) {
        return islands.size() == 1 ? 0 : random.nextInt(islands.size());
    }

    /**
     * Chooses a parent by {@link ParentPolicies#USUAL}.
     *
     * @throws IllegalStateException if the archive is empty
     */
    public Candidate parent(int island, UniformRandomProvider random) {
        return parent(island, ParentPolicies.USUAL, random);
    }

    /**
     * Chooses a parent: the policy chooses a niche of the island, and of its elites, which are equally fit, one is drawn. Where the island
     * has no niche, those of all islands are chosen from.
     *
     * @throws IllegalStateException if the archive is empty
     */
    public Candidate parent(int island, ParentPolicy policy, UniformRandomProvider random) {
        List<Occupied> niches =
                islands.get(island).isEmpty() ? map() : islands.get(island).niches();
        if (niches.isEmpty()) {
            throw new IllegalStateException("the archive is empty");
        }
        Occupied chosen = policy.choose(niches, random);
        islands.get(chosen.island()).countChoice(chosen.niche());
        return Draws.any(chosen.elites(), random).candidate();
    }
}
