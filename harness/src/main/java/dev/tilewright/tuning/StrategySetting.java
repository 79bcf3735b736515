package dev.tilewright.tuning;

import dev.tilewright.space.SearchSpace;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * What a strategy is made for.
 *
 * @param space what it searches
 * @param random where all its randomness comes from
 */
public record StrategySetting(SearchSpace space, UniformRandomProvider random) {}
