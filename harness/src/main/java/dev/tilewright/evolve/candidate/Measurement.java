package dev.tilewright.evolve.candidate;

/**
 * What a domain measured beside the fitness: times, errors, counters. Evolution keeps it and cannot read it. Implementations are immutable
 * values with an {@code equals} of their own.
 */
public interface Measurement {}
