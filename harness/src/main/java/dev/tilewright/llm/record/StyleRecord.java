package dev.tilewright.llm.record;

/**
 * What answers to prompts in one style earned on some hardware.
 *
 * @param style the name of the style
 * @param answers how many answers there were
 * @param sum of their rewards
 * @param squares sum of the squares of these
 * @param retired whether the style was given up there
 */
public record StyleRecord(String style, int answers, double sum, double squares, boolean retired) {}
