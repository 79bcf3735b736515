package dev.tilewright.generate;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Directive;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** A way to make a child out of parents. */
public interface Operator {

    /** Returns the name used on the command line and in directives. */
    String name();

    /** Returns what it can be asked to do, for candidates that {@code factory} makes. */
    List<Directive> directives(CandidateFactory factory);

    /**
     * Makes a child.
     *
     * @param factory makes candidates out of origins
     * @param parents at least one parent, the one to change first
     * @param directive one of {@link #directives}
     * @param random where all randomness comes from
     * @return the child; empty if none was met that is legal
     */
    Optional<Candidate> make(
            CandidateFactory factory, List<Candidate> parents, Directive directive, UniformRandomProvider random);
}
