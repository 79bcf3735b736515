package dev.tilewright.memory;

import java.util.List;
import java.util.Optional;

/**
 * What a language model believes to hold on some hardware, with the evidence that it cites.
 *
 * @param id its name: the run that made it and a number, {@code matmul-20260102-…#3}
 * @param task the task whose runs it was read from
 * @param text the belief in words
 * @param claim what can be held against measurements
 * @param evidence what it cites, {@code evaluation 41}
 * @param dropped why it is believed no more; empty while it is
 */
public record Belief(
        String id, String task, String text, Claim claim, List<String> evidence, Optional<String> dropped) {

    public Belief {
        evidence = List.copyOf(evidence);
    }

    /**
     * A prediction.
     *
     * @param transformation which loop transformation it is about
     * @param pays whether children made by it are said to be faster than their parents now and then, or never
     */
    public record Claim(String transformation, boolean pays) {}

    /** Returns the same belief, believed no more. */
    public Belief dropped(String why) {
        return new Belief(id, task, text, claim, evidence, Optional.of(why));
    }
}
