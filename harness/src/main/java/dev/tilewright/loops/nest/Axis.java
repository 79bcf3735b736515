package dev.tilewright.loops.nest;

import dev.tilewright.tensor.Affine;

/**
 * A dimension of a statement's iteration domain: one index, from 0 to its extent.
 *
 * @param name the index
 * @param extent how far it runs, exclusive, affine over sizes
 * @param reduction whether the statement reduces over it; otherwise every value of it writes another element
 */
public record Axis(String name, Affine extent, boolean reduction) {}
