package dev.tilewright.llm.model;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a run may spend on language models. What is empty is not limited.
 *
 * @param requests most HTTP requests, tries that failed included
 * @param tokens most tokens, of prompts and answers together
 * @param money most money, in the unit of the prices
 * @param goOn whether the run goes on with its other generators once this is spent; otherwise it ends
 */
public record Allowance(OptionalLong requests, OptionalLong tokens, OptionalDouble money, boolean goOn) {

    /** Limits nothing. */
    public static final Allowance UNLIMITED =
            new Allowance(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty(), false);
}
