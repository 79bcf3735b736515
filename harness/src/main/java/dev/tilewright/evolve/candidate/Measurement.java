package dev.tilewright.evolve.candidate;

import java.util.OptionalDouble;

/**
 * What a domain measured beside the fitness: times, errors, counters. Evolution keeps it, and reads no more of it than the interface
 * says. Implementations are immutable values with an {@code equals} of their own.
 */
public interface Measurement {

    /** Returns the fitness that the incumbent had in this comparison; empty if it was not measured, or this is no comparison. */
    default OptionalDouble incumbentFitness() {
        return OptionalDouble.empty();
    }

    /** Returns by how much the fitness may be wrong: half of the interval that it is in, mostly. It is 0 where nobody knows. */
    default double uncertainty() {
        return 0;
    }
}
