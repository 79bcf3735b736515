package dev.tilewright.cost;

/**
 * How a launch uses vectors that its schedule asks for. What a compiler vectorizes on its own, or a GPU runs in lockstep, is not
 * counted.
 *
 * @param lanes lanes of its vectors, 1 if it has none
 * @param share the share of its operations that are done in lanes, from 0 to 1; the rest is at edges that tiles do not divide
 */
public record VectorUse(int lanes, double share) {}
