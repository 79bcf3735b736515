package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What arms earned, whatever the context. Evidence fades: with each reward that is learned, all that was learned before counts a little
 * less, so an arm that is not tried for long drifts back to the prior, and is tried again (Raj and Kalyani, "Taming Non-Stationary
 * Bandits: A Bayesian Approach", 2017).
 */
final class Experience {

    /** How much of the evidence is left after one more reward, where nothing else is said: half of it fades in 350 rewards. */
    static final double RETENTION = 0.998;

    /** What an arm takes over from those it was derived from, or from elsewhere, counts as this many rewards at most. */
    static final double INHERITED = 3;

    private final double retention;
    private final SortedMap<String, Evidence> arms = new TreeMap<>();

    /** Begins with nothing, and {@link #RETENTION}. */
    Experience() {
        this(RETENTION);
    }

    /**
     * Begins with nothing.
     *
     * @param retention how much of the evidence is left after one more reward, at most 1
     */
    Experience(double retention) {
        this.retention = retention;
    }

    /** Returns what is known of an arm. */
    Evidence of(Arm arm) {
        return arms.getOrDefault(arm.toString(), Evidence.NONE);
    }

    void learn(Arm arm, double reward) {
        arms.replaceAll((_, evidence) -> evidence.scaled(retention));
        arms.merge(arm.toString(), Evidence.of(reward), Evidence::plus);
    }

    /** Corrects the sums and leaves the weight; what had faded of the reward by now is little, as contenders are settled soon. */
    void revise(Arm arm, double before, double after) {
        arms.merge(arm.toString(), Evidence.correction(before, after), Evidence::plus);
    }

    void credit(Arm arm, double share) {
        arms.merge(arm.toString(), Evidence.credit(share), Evidence::plus);
    }

    void expect(Arm arm, double rewards, double sum, double squares) {
        if (rewards > 0) {
            arms.putIfAbsent(arm.toString(), new Evidence(rewards, sum, squares).atMost(INHERITED));
        }
    }

    void inherit(Arm arm, List<Arm> parents) {
        Evidence sum = parents.stream().map(this::of).reduce(Evidence.NONE, Evidence::plus);
        if (sum.weight() > 0) {
            arms.putIfAbsent(arm.toString(), sum.atMost(INHERITED));
        }
    }

    SortedMap<String, Belief> beliefs() {
        SortedMap<String, Belief> beliefs = new TreeMap<>();
        arms.forEach((arm, evidence) -> beliefs.put(arm, evidence.belief()));
        return beliefs;
    }

    void write(ObjectNode node) {
        arms.forEach((arm, evidence) -> evidence.write(node.putObject(arm)));
    }

    /** Takes in what {@link #write} wrote. Returns itself. */
    Experience read(JsonNode node) {
        node.properties().forEach(arm -> arms.put(arm.getKey(), Evidence.read(arm.getValue())));
        return this;
    }
}
