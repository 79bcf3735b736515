package dev.tilewright.kernels.genome;

/**
 * A changed genome.
 *
 * @param genome what it was changed to
 * @param change what was done, in a few words
 */
public record Variation(KernelGenome genome, String change) {}
