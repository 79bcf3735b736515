package dev.tilewright.loops;

/**
 * An operand of which a tile is copied to local memory.
 *
 * @param tensor the operand
 * @param at the loop in whose every iteration the tile is copied anew
 */
public record Staged(String tensor, String at) {}
