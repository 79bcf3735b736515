package dev.tilewright.loops.transform;

/**
 * When the lines of an operand are needed that are asked for.
 *
 * @param loop the loop in which they are
 * @param distance how many of its iterations later
 */
public record LineHint(String loop, long distance) {}
