package dev.tilewright.evolve.candidate;

import java.util.Optional;

/**
 * What evolution changes: a schedule, a configuration, source text. Evolution moves genomes and cannot read them; only the domain that
 * made a genome knows what is in it. All genomes of a run are made by one domain.
 */
public interface Genome {

    /**
     * Returns the identity of what this genome stands for. Two genomes with the same hash have the same outcome, so the second one is not
     * evaluated: differences that change nothing, such as comments, do not change the hash.
     */
    String hash();

    /**
     * Says why it cannot be evaluated, though it is well-formed; empty if it can. This and {@link #hash} may take as long as making what is
     * evaluated, so whoever only ranks genomes asks neither.
     */
    default Optional<String> obstacle() {
        return Optional.empty();
    }
}
