package dev.tilewright.study.live;

import dev.tilewright.evolve.loop.Domain;
import dev.tilewright.evolve.loop.Source;
import dev.tilewright.kernels.Part;
import java.util.List;
import java.util.Optional;

/**
 * A search that takes part in a study. All contestants are the same loop with the same budget, referee and ranking, and begin with the
 * same seeds; they differ in what of the full search they lack, and in what makes candidates after the seeds.
 *
 * @param name its name
 * @param without the parts of the full search that it lacks
 * @param proposer what makes candidates in place of the domain's operators on elites; empty where these make them
 */
public record Contestant(String name, List<Part> without, Optional<Proposer> proposer) {

    /** Makes candidates in a way of its own. */
    @FunctionalInterface
    public interface Proposer {

        /** Returns the source of candidates of a domain. */
        Source of(Domain domain);
    }

    public Contestant {
        without = List.copyOf(without);
    }

    /** Returns a domain as this search sees it: where it makes candidates in a way of its own, no operator breeds beside that. */
    public Domain domain(Domain whole) {
        return proposer.isPresent() ? new Unbred(whole) : whole;
    }

    /** Returns where candidates of a domain come from, beside its seeds and operators. */
    public List<Source> sources(Domain whole) {
        return proposer.stream().map(made -> made.of(whole)).toList();
    }
}
