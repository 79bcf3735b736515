package dev.tilewright.space;

import java.util.OptionalLong;
import org.apache.commons.rng.UniformRandomProvider;

/** Some tunables of a space, which are chosen independently of all others. */
sealed interface Factor permits DecisionDiagram, SampledFactor {

    /** Returns how many combinations of their values are valid; empty where there are too many to be enumerated. */
    OptionalLong size();

    /**
     * Sets the tunables of a point to the values of a combination.
     *
     * @param number from 0 to less than {@link #size}
     */
    void set(int[] point, long number);

    /** Sets the tunables of a point to values that are valid together: uniformly, if they could be enumerated. */
    void draw(int[] point, UniformRandomProvider random);
}
