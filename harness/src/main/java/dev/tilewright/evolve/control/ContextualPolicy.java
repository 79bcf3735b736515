package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Thompson sampling that looks at the context: the mean reward of an arm is linear in the features of the context, and drawn from what
 * is believed of it there (Agrawal and Goyal, "Thompson Sampling for Contextual Bandits with Linear Payoffs", ICML 2013). Each arm has
 * coefficients of its own. Where features say nothing, it believes what {@code thompson} does. Evidence fades as it does there.
 */
final class ContextualPolicy implements Controller {

    static final String NAME = "contextual";

    private final Features features;
    private final SortedMap<String, Regression> arms = new TreeMap<>();

    ContextualPolicy() {
        this(new Features());
    }

    private ContextualPolicy(Features features) {
        this.features = features;
    }

    /** Returns the policy with what {@link #state()} wrote. */
    static ContextualPolicy restore(String state) {
        return State.read(NAME, state, ContextualPolicy::read);
    }

    private static ContextualPolicy read(JsonNode node) {
        ContextualPolicy policy = new ContextualPolicy(new Features().read(node.required("features")));
        node.required("arms")
                .properties()
                .forEach(arm -> policy.arms.put(arm.getKey(), Regression.read(arm.getValue())));
        return policy;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Arm choose(Context context, List<Arm> available, UniformRandomProvider random) {
        double[] vector = features.of(context);
        return Choice.highest(available, random, arm -> known(arm).at(vector).draw(random));
    }

    private Regression known(Arm arm) {
        return arms.getOrDefault(arm.toString(), new Regression());
    }

    private Regression own(Arm arm) {
        return arms.computeIfAbsent(arm.toString(), _ -> new Regression());
    }

    @Override
    public void learn(Context context, Arm arm, double reward) {
        features.learn(context);
        arms.values().forEach(regression -> regression.scale(Experience.RETENTION));
        own(arm).learn(features.of(context), reward);
    }

    /** Corrects the sums and leaves the weight. Features are normalised a little otherwise by now, which matters little. */
    @Override
    public void revise(Context context, Arm arm, double before, double after) {
        own(arm).add(features.of(context), Evidence.correction(before, after));
    }

    @Override
    public void credit(Arm arm, double share) {
        own(arm).add(features.average(), Evidence.credit(share));
    }

    @Override
    public void expect(Arm arm, double rewards, double sum, double squares) {
        if (rewards > 0 && !arms.containsKey(arm.toString())) {
            own(arm).add(new Evidence(rewards, sum, squares).atMost(Experience.INHERITED));
        }
    }

    @Override
    public void inherit(Arm arm, List<Arm> parents) {
        double weight =
                parents.stream().mapToDouble(parent -> known(parent).weight()).sum();
        if (weight > 0 && !arms.containsKey(arm.toString())) {
            double part = Math.min(1, Experience.INHERITED / weight);
            Regression inherited = new Regression();
            parents.forEach(parent -> inherited.add(known(parent), part));
            arms.put(arm.toString(), inherited);
        }
    }

    /** Returns what is believed of each arm in an average context. */
    @Override
    public SortedMap<String, Belief> beliefs() {
        SortedMap<String, Belief> beliefs = new TreeMap<>();
        arms.forEach((arm, regression) -> {
            Posterior posterior = regression.at(features.average());
            beliefs.put(arm, new Belief(posterior.mean(), posterior.deviation(), regression.weight()));
        });
        return beliefs;
    }

    @Override
    public String state() {
        ObjectNode node = State.of(NAME);
        features.write(node.putObject("features"));
        ObjectNode all = node.putObject("arms");
        arms.forEach((arm, regression) -> regression.write(all.putObject(arm)));
        return node.toString();
    }
}
