package dev.tilewright.evolve.candidate;

import java.util.List;
import java.util.Optional;

/**
 * Where a candidate comes from.
 *
 * @param parents hashes of its parents, the one it was changed from first; empty for a seed
 * @param decision what the controller chose; empty for a seed
 * @param change what was done, in a few words, {@code add vectorize(j, 8)}
 */
public record Lineage(List<String> parents, Optional<Decision> decision, String change) {

    public Lineage {
        parents = List.copyOf(parents);
    }

    /** Returns the lineage of a candidate that has no parent. */
    public static Lineage seed(String change) {
        return new Lineage(List.of(), Optional.empty(), change);
    }

    /** Returns the lineage of a child of {@code parents}, the first of which was changed. */
    public static Lineage child(List<Candidate> parents, Decision decision, String change) {
        return new Lineage(parents.stream().map(Candidate::hash).toList(), Optional.of(decision), change);
    }
}
