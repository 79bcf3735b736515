package dev.tilewright.loops.nest;

import dev.tilewright.tensor.Affine;

/**
 * A size that is not the task's own but follows from others: how many whole chunks there are of something. Kernels are given its
 * value like that of any size.
 *
 * @param dividend what is cut into chunks, affine over sizes
 * @param divisor how much of it a chunk has
 * @param whole whether a problem must leave nothing over, since nothing computes that
 */
public record DerivedSize(Affine dividend, long divisor, boolean whole) {}
