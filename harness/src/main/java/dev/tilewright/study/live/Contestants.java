package dev.tilewright.study.live;

import dev.tilewright.kernels.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The searches that a study can compare. */
public final class Contestants {

    /** The name of the search that {@code tune} does, which the others are compared with. */
    public static final String FULL = "full";

    /** What the searches of others do not have. Islands are left out because each of them has one population. */
    private static final List<Part> OURS =
            List.of(Part.MEMORY, Part.CREDIT, Part.CONTROLLER, Part.SURROGATE, Part.TRANSFER, Part.ISLANDS);

    private static final List<Contestant> ALL = List.of(
            new Contestant(FULL, List.of(), Optional.empty()),
            // The shape of AlphaEvolve's search, and OpenEvolve's: an archive by niche, and fixed odds for what changes
            // a parent.
            new Contestant("map-elites", OURS, Optional.empty()),
            new Contestant("genetic-programming", OURS, Optional.of(GeneticProgramming::new)),
            new Contestant("random", OURS, Optional.of(Draws::new)));

    private Contestants() {}

    /** Returns the names of all that are not the full search less one part. */
    public static List<String> names() {
        return ALL.stream().map(Contestant::name).toList();
    }

    /**
     * Returns those that were asked for, in the order in which they were named, then the full search less each part.
     *
     * @param names names; all where none are given
     * @param without parts to leave out, one at a time
     * @throws IllegalArgumentException if a name is not known
     */
    public static List<Contestant> of(List<String> names, List<Part> without) {
        List<Contestant> contestants = new ArrayList<>(
                names.isEmpty()
                        ? ALL
                        : names.stream().distinct().map(Contestants::named).toList());
        without.stream().distinct().map(Contestants::lacking).forEach(contestants::add);
        return contestants;
    }

    private static Contestant named(String name) {
        return ALL.stream()
                .filter(contestant -> contestant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no search is called %s; there are %s".formatted(name, String.join(", ", names()))));
    }

    private static Contestant lacking(Part part) {
        return new Contestant("without-" + part.id(), List.of(part), Optional.empty());
    }
}
