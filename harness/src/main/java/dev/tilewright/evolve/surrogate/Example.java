package dev.tilewright.evolve.surrogate;

import java.util.OptionalDouble;

/**
 * What a surrogate learns from.
 *
 * @param description what was known of a candidate
 * @param logCost the logarithm of what it cost; empty if it failed
 */
public record Example(Description description, OptionalDouble logCost) {}
