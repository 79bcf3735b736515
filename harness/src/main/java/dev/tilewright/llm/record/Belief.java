package dev.tilewright.llm.record;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
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
        String id,
        String task,
        String text,
        @JsonUnwrapped Claim claim,
        List<String> evidence,
        Optional<String> dropped) {

    public Belief {
        evidence = List.copyOf(evidence);
    }

    /**
     * A prediction.
     *
     * @param transformation which loop transformation it is about
     * @param pays whether children made by it are said to be faster than their parents now and then, or never
     * @param scope where it is said to hold
     */
    public record Claim(
            String transformation,
            boolean pays,
            @JsonUnwrapped Scope scope) {

        /** Tells whether another claim is about the same, whatever it says of it. */
        public boolean isAboutWhat(Claim other) {
            return transformation.equals(other.transformation) && scope.equals(other.scope);
        }
    }

    /**
     * Where a claim is said to hold.
     *
     * @param tasks the kind of tasks; empty for any
     * @param devices the class of devices, {@code cpu} or {@code gpu}; empty for the one that it was measured on
     * @param condition a condition on the sizes of the problem and on {@code parameter}, the largest number that the transformation was
     *     given; empty for always
     */
    public record Scope(Optional<String> tasks, Optional<String> devices, Optional<String> condition) {

        /** Any task on the one device, always. */
        public static final Scope HERE = new Scope(Optional.empty(), Optional.empty(), Optional.empty());

        /** Returns the scope in words, empty where there is nothing to say. */
        public String words() {
            List<String> words = new ArrayList<>();
            tasks.ifPresent(kind -> words.add("tasks of kind " + kind));
            devices.ifPresent(kind -> words.add("any " + kind));
            condition.ifPresent(text -> words.add("where " + text));
            return String.join(", ", words);
        }
    }

    /** Returns the belief with where it holds, in words. */
    public String words() {
        String where = claim.scope().words();
        return where.isEmpty() ? text : "%s (%s)".formatted(text, where);
    }

    /** Returns the same belief, believed no more. */
    public Belief dropped(String why) {
        return new Belief(id, task, text, claim, evidence, Optional.of(why));
    }
}
