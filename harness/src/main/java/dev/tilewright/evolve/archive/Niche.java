package dev.tilewright.evolve.archive;

/**
 * The cell of the archive that a candidate belongs to: what it is like, as far as its domain tells candidates apart.
 *
 * @param description what candidates of this niche have in common, in a few words
 */
public record Niche(String description) {}
