package dev.tilewright.llm.model;

/**
 * What a model answered.
 *
 * @param text its words
 * @param truncated whether it was cut off at the most tokens that an answer may have
 * @param inputTokens tokens of the prompt, as the server counts them; estimated where it does not say
 * @param outputTokens tokens of the answer, as the server counts them; estimated where it does not say
 */
public record Reply(String text, boolean truncated, long inputTokens, long outputTokens) {}
