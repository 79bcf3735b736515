package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Thompson sampling with a critic: now and then a language model reads how the search goes and advises which arms to prefer. Advice
 * shifts what an arm's draw has to beat, as a prior of a few rewards would; it replaces no measurement, and fades as rewards come in.
 */
final class AdvisedPolicy implements Controller {

    static final String NAME = "llm";

    /** What full advice is worth, in units of log speed-up: as much as the deviation that a new arm is believed to have. */
    static final double WORTH = 0.15;

    /** How much of the advice on an arm is left after one reward of that arm. */
    static final double FADING = 0.9;

    private final ThompsonPolicy base;
    private final SortedMap<String, Double> advice;

    AdvisedPolicy() {
        this(new ThompsonPolicy(), new TreeMap<>());
    }

    private AdvisedPolicy(ThompsonPolicy base, SortedMap<String, Double> advice) {
        this.base = base;
        this.advice = advice;
    }

    /** Returns the policy with what {@link #state()} wrote. */
    static AdvisedPolicy restore(String state) {
        return State.read(NAME, state, AdvisedPolicy::read);
    }

    private static AdvisedPolicy read(JsonNode node) {
        SortedMap<String, Double> advice = new TreeMap<>();
        node.required("advice")
                .properties()
                .forEach(arm -> advice.put(arm.getKey(), arm.getValue().doubleValue()));
        return new AdvisedPolicy(ThompsonPolicy.restore(node.required("base").toString()), advice);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Arm choose(Context context, List<Arm> available, UniformRandomProvider random) {
        return base.choose(available, random, arm -> WORTH * advice.getOrDefault(arm.toString(), 0.0));
    }

    @Override
    public void learn(Context context, Arm arm, double reward) {
        advice.computeIfPresent(arm.toString(), (_, weight) -> weight * FADING);
        base.learn(context, arm, reward);
    }

    @Override
    public void revise(Context context, Arm arm, double before, double after) {
        base.revise(context, arm, before, after);
    }

    @Override
    public void credit(Arm arm, double share) {
        base.credit(arm, share);
    }

    @Override
    public void expect(Arm arm, double rewards, double sum, double squares) {
        base.expect(arm, rewards, sum, squares);
    }

    @Override
    public void inherit(Arm arm, List<Arm> parents) {
        base.inherit(arm, parents);
    }

    @Override
    public void advise(SortedMap<String, Double> weights) {
        advice.clear();
        advice.putAll(weights);
    }

    @Override
    public SortedMap<String, Belief> beliefs() {
        return base.beliefs();
    }

    @Override
    public String state() {
        ObjectNode node = State.of(NAME);
        node.set("base", JsonMapper.shared().readTree(base.state()));
        ObjectNode weights = node.putObject("advice");
        advice.forEach(weights::put);
        return node.toString();
    }
}
