package dev.tilewright.evolve.candidate;

/**
 * What is evaluated.
 *
 * @param genome what evolution changes
 * @param lineage where it comes from
 */
public record Candidate(Genome genome, Lineage lineage) {

    /** Returns the identity of the candidate: that of its genome. */
    public String hash() {
        return genome.hash();
    }
}
