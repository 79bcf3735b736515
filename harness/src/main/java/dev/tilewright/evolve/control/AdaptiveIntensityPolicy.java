package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Explores the more, the less the search improves: each island has a signal, a decayed mean of squared gains, from which the share of
 * choices follows that explore. The others take the arm of the highest expected reward. Where the arms are islands, the one is chosen
 * that may gain most by recent gains.
 *
 * <p>After AdaEvolve (Cemri and others, "AdaEvolve: Adaptive LLM Driven Zeroth-Order Optimization", 2026). There a gain is relative to
 * the best fitness, here to the parent's, in units of what rewards usually amount to.
 */
final class AdaptiveIntensityPolicy extends ExperiencedPolicy {

    static final String NAME = "adaptive-intensity";

    /** The kind of the arms that are islands. */
    static final String ISLAND = "island";

    /** The share of choices that explore where gains are large. */
    static final double LEAST = 0.15;

    /** The share of choices that explore where there are no gains. */
    static final double MOST = 0.5;

    /** What is left of a signal after one more reward. */
    private static final double DECAY = 0.9;

    /** How much of what islands gained is left after one more reward of an island: half of it fades in 14. */
    private static final double ISLAND_RETENTION = 0.95;

    private static final double EPSILON = 1e-8;

    private final Experience islands = new Experience(ISLAND_RETENTION);

    /** The signal of each island, by its arm, and under {@link #NOWHERE} that of all other arms. */
    private final SortedMap<String, Double> signals = new TreeMap<>();

    private static final String NOWHERE = "";

    /** All rewards. */
    private Evidence rewards = Evidence.NONE;

    /** The island that was chosen last. */
    private String island = NOWHERE;

    AdaptiveIntensityPolicy() {
        this(new Experience());
    }

    private AdaptiveIntensityPolicy(Experience experience) {
        super(experience);
    }

    /** Returns the policy with what {@link #state()} wrote. */
    static AdaptiveIntensityPolicy restore(String state) {
        return State.read(NAME, state, AdaptiveIntensityPolicy::read);
    }

    private static AdaptiveIntensityPolicy read(JsonNode node) {
        AdaptiveIntensityPolicy policy = new AdaptiveIntensityPolicy(new Experience().read(node.required("arms")));
        policy.islands.read(node.required("islands"));
        node.required("signals")
                .properties()
                .forEach(signal ->
                        policy.signals.put(signal.getKey(), signal.getValue().doubleValue()));
        policy.rewards = Evidence.read(node.required("rewards"));
        policy.island = node.required("island").asString();
        return policy;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Arm choose(Context context, List<Arm> available, UniformRandomProvider random) {
        if (!available.isEmpty() && available.stream().allMatch(AdaptiveIntensityPolicy::isIsland)) {
            Arm chosen = UcbPolicy.highest(islands, available, random);
            island = chosen.toString();
            return chosen;
        }
        if (random.nextDouble() < intensity()) {
            Arm first = Choice.any(available, random);
            Arm second = Choice.any(available, random);
            return experience.of(second).weight() < experience.of(first).weight() ? second : first;
        }
        return Choice.highest(
                available, random, arm -> experience.of(arm).posterior().mean());
    }

    private static boolean isIsland(Arm arm) {
        return arm.kind().equals(ISLAND);
    }

    private static String place(Arm arm) {
        return isIsland(arm) ? arm.toString() : NOWHERE;
    }

    /** Returns the share of choices that explore, on the island that was chosen last. */
    private double intensity() {
        double signal = signals.getOrDefault(island, 0.0);
        return LEAST + (MOST - LEAST) / (1 + Math.sqrt(signal + EPSILON));
    }

    @Override
    public void learn(Context context, Arm arm, double reward) {
        super.learn(context, arm, reward);
        String place = place(arm);
        signals.put(place, DECAY * signals.getOrDefault(place, 0.0) + (1 - DECAY) * signal(reward));
        rewards = rewards.scaled(Experience.RETENTION).plus(Evidence.of(reward));
        if (isIsland(arm)) {
            islands.learn(arm, Math.max(0, reward));
        }
    }

    @Override
    public void revise(Context context, Arm arm, double before, double after) {
        super.revise(context, arm, before, after);
        double change = (1 - DECAY) * (signal(after) - signal(before));
        signals.merge(place(arm), change, (signal, by) -> Math.max(0, signal + by));
        rewards = rewards.plus(Evidence.correction(before, after));
        if (isIsland(arm)) {
            islands.revise(arm, Math.max(0, before), Math.max(0, after));
        }
    }

    /** Returns the square of a gain, in units of what rewards amount to. */
    private double signal(double reward) {
        Posterior usual = rewards.posterior();
        double gain = Math.max(0, reward);
        return gain * gain / (usual.variance() + usual.mean() * usual.mean());
    }

    @Override
    public String state() {
        ObjectNode node = State.of(NAME);
        experience.write(node.putObject("arms"));
        islands.write(node.putObject("islands"));
        ObjectNode all = node.putObject("signals");
        signals.forEach(all::put);
        rewards.write(node.putObject("rewards"));
        node.put("island", island);
        return node.toString();
    }
}
