package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A policy that is learned itself: arms are drawn with probabilities that are a softmax of preferences, which are linear in the
 * features of the context. After each reward they follow its gradient, with what rewards usually are as baseline, and a bonus for
 * entropy that keeps every arm possible (Williams, "Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement
 * Learning", Machine Learning 8, 1992; Williams and Peng, "Function Optimization Using Connectionist Reinforcement Learning Algorithms",
 * 1991, for the entropy).
 *
 * <p>An arm competes with those that it was last chosen from: of each kind of arm the last choice is remembered.
 */
final class ReinforcePolicy implements Controller {

    static final String NAME = "reinforce";

    /** How far preferences go by one gradient. */
    private static final double RATE = 0.3;

    /** How much entropy is worth, in deviations of rewards. */
    private static final double ENTROPY = 0.05;

    /** The longest gradient. */
    private static final double LONGEST = 2;

    /** A reward that is more deviations from the usual than this counts as so many. */
    private static final double FURTHEST = 4;

    /** All features together weigh so many times as much as the constant. */
    private static final double WEIGHT_OF_FEATURES = 3;

    /** What is left of preferences after one more reward. */
    private static final double RETENTION = 0.999;

    /** What is left of the baseline's evidence after one more reward. */
    private static final double BASELINE_RETENTION = 0.98;

    private final Features features;
    private final SortedMap<String, Preference> arms = new TreeMap<>();
    private final SortedMap<String, List<String>> rivals = new TreeMap<>();
    private Evidence rewards = Evidence.NONE;

    /** How much an arm is preferred. */
    private static final class Preference {

        static final Preference NONE = new Preference(0, 0);

        /** How many rewards of the arm were learned. */
        private final int tried;

        /** By the numbers of a vector. */
        private final double[] coefficients;

        Preference(int tried, double... coefficients) {
            this.tried = tried;
            this.coefficients = coefficients;
        }

        double at(double[] vector) {
            double sum = 0;
            for (int i = 0; i < Math.min(vector.length, coefficients.length); i++) {
                sum += vector[i] * coefficients[i];
            }
            return sum;
        }

        Preference plus(double[] vector, double factor) {
            double[] moved = Arrays.copyOf(coefficients, Math.max(vector.length, coefficients.length));
            for (int i = 0; i < vector.length; i++) {
                moved[i] += factor * vector[i];
            }
            return new Preference(tried, moved);
        }

        Preference scaled(double factor) {
            return new Preference(
                    tried,
                    Arrays.stream(coefficients).map(each -> each * factor).toArray());
        }

        Preference triedOnceMore() {
            return new Preference(tried + 1, coefficients);
        }
    }

    ReinforcePolicy() {
        this(new Features());
    }

    private ReinforcePolicy(Features features) {
        this.features = features;
    }

    /** Returns the policy with what {@link #state()} wrote. */
    static ReinforcePolicy restore(String state) {
        return State.read(NAME, state, ReinforcePolicy::read);
    }

    private static ReinforcePolicy read(JsonNode node) {
        ReinforcePolicy policy = new ReinforcePolicy(new Features().read(node.required("features")));
        node.required("arms").properties().forEach(arm -> {
            double[] coefficients = arm.getValue().required("coefficients").values().stream()
                    .mapToDouble(JsonNode::doubleValue)
                    .toArray();
            policy.arms.put(
                    arm.getKey(),
                    new Preference(arm.getValue().required("tried").intValue(), coefficients));
        });
        node.required("rivals").properties().forEach(kind -> {
            List<String> names = new ArrayList<>();
            kind.getValue().values().forEach(name -> names.add(name.asString()));
            policy.rivals.put(kind.getKey(), names);
        });
        policy.rewards = Evidence.read(node.required("rewards"));
        return policy;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Arm choose(Context context, List<Arm> available, UniformRandomProvider random) {
        List<String> names = available.stream().map(Arm::toString).toList();
        double[] vector = vector(context);
        double[] chances = chances(names, vector);
        Arm chosen = Choice.drawn(available, random, chances);
        rivals.put(chosen.kind(), names);
        return chosen;
    }

    /** Returns the vector of a context, the longer the less each feature weighs. */
    private double[] vector(Context context) {
        double[] vector = features.of(context);
        double part = Math.sqrt(WEIGHT_OF_FEATURES / Math.max(1, vector.length - 1));
        for (int i = 1; i < vector.length; i++) {
            vector[i] *= part;
        }
        return vector;
    }

    private double[] chances(List<String> names, double[] vector) {
        double[] chances = names.stream()
                .mapToDouble(name -> arms.getOrDefault(name, Preference.NONE).at(vector))
                .toArray();
        double highest = Arrays.stream(chances).max().orElse(0);
        double sum = 0;
        for (int i = 0; i < chances.length; i++) {
            chances[i] = Math.exp(chances[i] - highest);
            sum += chances[i];
        }
        for (int i = 0; i < chances.length; i++) {
            chances[i] /= sum;
        }
        return chances;
    }

    @Override
    public void learn(Context context, Arm arm, double reward) {
        features.learn(context);
        arms.replaceAll((_, preference) -> preference.scaled(RETENTION));
        arms.merge(arm.toString(), Preference.NONE.triedOnceMore(), (known, _) -> known.triedOnceMore());
        follow(vector(context), arm, advantage(reward), ENTROPY);
        rewards = rewards.scaled(BASELINE_RETENTION).plus(Evidence.of(reward));
    }

    /** Goes back the gradient of the one reward, and that of the other. */
    @Override
    public void revise(Context context, Arm arm, double before, double after) {
        rewards = rewards.plus(Evidence.correction(before, after));
        follow(vector(context), arm, -advantage(before), 0);
        follow(vector(context), arm, advantage(after), 0);
    }

    @Override
    public void credit(Arm arm, double share) {
        follow(features.average(), arm, share / Math.sqrt(rewards.posterior().variance()), 0);
    }

    /** Returns by how many deviations a reward is better than usual. */
    private double advantage(double reward) {
        Posterior usual = rewards.posterior();
        return Math.clamp((reward - usual.mean()) / Math.sqrt(usual.variance()), -FURTHEST, FURTHEST);
    }

    /** Follows the gradient of the logarithm of an arm's chance times an advantage, and that of the entropy times its worth. */
    private void follow(double[] vector, Arm arm, double advantage, double entropy) {
        List<String> names = new ArrayList<>(rivals.getOrDefault(arm.kind(), List.of()));
        if (!names.contains(arm.toString())) {
            names.add(arm.toString());
        }
        double[] chances = chances(names, vector);
        double disorder = -Arrays.stream(chances).map(ReinforcePolicy::timesLog).sum();
        double[] gradient = new double[chances.length];
        for (int i = 0; i < chances.length; i++) {
            double own = names.get(i).equals(arm.toString()) ? 1 : 0;
            gradient[i] = advantage * (own - chances[i]) - entropy * (timesLog(chances[i]) + chances[i] * disorder);
        }
        double length = norm(gradient) * norm(vector);
        double factor = RATE * Math.min(1, LONGEST / Math.max(length, Double.MIN_NORMAL));
        for (int i = 0; i < gradient.length; i++) {
            arms.put(
                    names.get(i),
                    arms.getOrDefault(names.get(i), Preference.NONE).plus(vector, factor * gradient[i]));
        }
    }

    private static double timesLog(double chance) {
        return chance > 0 ? chance * Math.log(chance) : 0;
    }

    private static double norm(double[] vector) {
        return Math.sqrt(Arrays.stream(vector).map(each -> each * each).sum());
    }

    /** Prefers the new arm as if its first rewards had been what they were elsewhere. */
    @Override
    public void expect(Arm arm, double rewards, double sum, double squares) {
        if (rewards > 0) {
            double preference = RATE * Math.min(rewards, Experience.INHERITED) * advantage(sum / rewards);
            arms.putIfAbsent(arm.toString(), new Preference(0, preference));
        }
    }

    @Override
    public void inherit(Arm arm, List<Arm> parents) {
        Preference sum = Preference.NONE;
        for (Arm parent : parents) {
            double[] own = arms.getOrDefault(parent.toString(), Preference.NONE).coefficients;
            sum = sum.plus(own, 1.0 / parents.size());
        }
        if (!parents.isEmpty()) {
            arms.putIfAbsent(arm.toString(), sum);
        }
    }

    /** Returns how much each arm is preferred in an average context. */
    @Override
    public SortedMap<String, Belief> beliefs() {
        SortedMap<String, Belief> beliefs = new TreeMap<>();
        arms.forEach(
                (arm, preference) -> beliefs.put(arm, new Belief(preference.coefficients[0], 0, preference.tried)));
        return beliefs;
    }

    @Override
    public String state() {
        ObjectNode node = State.of(NAME);
        features.write(node.putObject("features"));
        ObjectNode all = node.putObject("arms");
        arms.forEach((arm, preference) -> {
            ObjectNode own = all.putObject(arm).put("tried", preference.tried);
            ArrayNode coefficients = own.putArray("coefficients");
            Arrays.stream(preference.coefficients).forEach(coefficients::add);
        });
        ObjectNode kinds = node.putObject("rivals");
        rivals.forEach((kind, names) -> {
            ArrayNode own = kinds.putArray(kind);
            names.forEach(own::add);
        });
        rewards.write(node.putObject("rewards"));
        return node.toString();
    }
}
