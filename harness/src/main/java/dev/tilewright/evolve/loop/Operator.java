package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** A way to make a child out of parents. */
public interface Operator {

    /** Returns the name used on the command line and in decisions. */
    String name();

    /** Returns what it can be asked to do with this parent, as arms whose kind is {@link #name()}; empty if nothing. */
    List<Arm> moves(Candidate parent);

    /** Returns how much it can be asked to change, from little to much; empty if there is no choice. */
    default List<String> strengths() {
        return List.of();
    }

    /**
     * Makes a child.
     *
     * @param parents the parent to change, and others that it may be crossed with
     * @param decision one of {@link #moves}, with one of {@link #strengths}
     * @param random where all randomness comes from
     * @return the child, well-formed, though it may have an {@linkplain dev.tilewright.evolve.candidate.Genome#obstacle obstacle}; empty if
     *     none was found
     */
    Optional<Candidate> make(List<Candidate> parents, Decision decision, UniformRandomProvider random);
}
