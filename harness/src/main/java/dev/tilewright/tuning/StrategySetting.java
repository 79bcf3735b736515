package dev.tilewright.tuning;

import dev.tilewright.space.SearchSpace;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * What a strategy is made for.
 *
 * @param space what it searches
 * @param random where all its randomness comes from
 * @param known what is known of the same kernel on other devices, or for other problems; strategies that do not learn from it ignore it
 */
public record StrategySetting(SearchSpace space, UniformRandomProvider random, List<Known> known) {

    public StrategySetting {
        known = List.copyOf(known);
    }

    /** Makes the setting of a search that nothing is known about. */
    public StrategySetting(SearchSpace space, UniformRandomProvider random) {
        this(space, random, List.of());
    }
}
