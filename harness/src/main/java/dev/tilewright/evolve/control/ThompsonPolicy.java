package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Thompson sampling: draws a mean reward for each arm from what is believed of it, and chooses the highest.
 *
 * <p>The rewards of an arm are taken as normal with unknown mean and variance, for which the conjugate prior is
 * normal-inverse-gamma; rewards are mostly near zero with rare large gains, so the variance has to be learned for each arm: an arm
 * that gained much once keeps a wide belief, and goes on being tried. See Russo, Van Roy, Kazerouni, Osband and Wen, "A Tutorial on
 * Thompson Sampling", Foundations and Trends in Machine Learning 11(1), 2018; for the update, Murphy, "Conjugate Bayesian Analysis
 * of the Gaussian Distribution", 2007, section 6.
 *
 * <p>What pays early in a search does not pay late, so evidence fades: with each reward that is learned, all that was learned before
 * counts a little less (Raj and Kalyani, "Taming Non-Stationary Bandits: A Bayesian Approach", 2017). An arm that is not tried for
 * long drifts back to the prior, and is tried again.
 */
final class ThompsonPolicy implements Controller {

    static final String NAME = "thompson";

    /** How much of the evidence is left after one more reward: half of it fades in 350 rewards. */
    static final double RETENTION = 0.998;

    /** A new arm is believed to gain a little, so that each is tried before any is given up. */
    static final double PRIOR_MEAN = 0.05;

    /** The prior of the mean counts as much as this many rewards. */
    static final double PRIOR_WEIGHT = 2;

    /**
     * Shape of the prior of the variance: it counts as much as twice this many rewards. It has to be strong enough that an arm whose
     * first few rewards were alike is not held to be certain: gains are rare.
     */
    static final double PRIOR_SHAPE = 3;

    /** Scale of the prior of the variance: rewards are believed to deviate from their mean by about 0.17. */
    static final double PRIOR_SCALE = 0.06;

    /** What an arm takes over from those it was derived from, or from elsewhere, counts as this many rewards at most. */
    static final double INHERITED = 3;

    private final SortedMap<String, Evidence> arms = new TreeMap<>();

    /** Returns the policy with what {@link #state()} wrote. */
    static ThompsonPolicy restore(String state) {
        try {
            JsonNode node = JsonMapper.shared().readTree(state);
            ThompsonPolicy policy = new ThompsonPolicy();
            if (!node.path("policy").asString("").equals(NAME)) {
                throw new IllegalArgumentException("not the state of a thompson controller: " + state);
            }
            node.required("arms")
                    .properties()
                    .forEach(arm -> policy.arms.put(
                            arm.getKey(),
                            new Evidence(
                                    arm.getValue().required("weight").doubleValue(),
                                    arm.getValue().required("sum").doubleValue(),
                                    arm.getValue().required("squares").doubleValue())));
            return policy;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not the state of a thompson controller: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Arm choose(Context context, List<Arm> available, UniformRandomProvider random) {
        return choose(available, random, arm -> 0);
    }

    /** Chooses with something added to the draw of each arm. */
    Arm choose(List<Arm> available, UniformRandomProvider random, ToDoubleFunction<Arm> bonus) {
        if (available.isEmpty()) {
            throw new IllegalArgumentException("there is no arm to choose from");
        }
        Arm best = available.getFirst();
        double highest = Double.NEGATIVE_INFINITY;
        for (Arm arm : available) {
            double drawn = arms.getOrDefault(arm.toString(), Evidence.NONE).draw(random) + bonus.applyAsDouble(arm);
            if (drawn > highest) {
                highest = drawn;
                best = arm;
            }
        }
        return best;
    }

    @Override
    public void learn(Context context, Arm arm, double reward) {
        arms.replaceAll((_, evidence) -> evidence.faded());
        arms.merge(arm.toString(), new Evidence(1, reward, reward * reward), Evidence::plus);
    }

    /** Corrects the sums and leaves the weight; what had faded of the reward by now is little, as contenders are settled soon. */
    @Override
    public void revise(Context context, Arm arm, double before, double after) {
        arms.merge(arm.toString(), new Evidence(0, after - before, after * after - before * before), Evidence::plus);
    }

    @Override
    public void credit(Arm arm, double share) {
        arms.merge(arm.toString(), new Evidence(0, share, Math.copySign(share * share, share)), Evidence::plus);
    }

    @Override
    public void expect(Arm arm, double rewards, double sum, double squares) {
        if (rewards > 0) {
            arms.putIfAbsent(
                    arm.toString(), new Evidence(rewards, sum, squares).scaled(Math.min(1, INHERITED / rewards)));
        }
    }

    @Override
    public void inherit(Arm arm, List<Arm> parents) {
        Evidence sum = Evidence.NONE;
        for (Arm parent : parents) {
            sum = sum.plus(arms.getOrDefault(parent.toString(), Evidence.NONE));
        }
        if (sum.weight > 0) {
            arms.putIfAbsent(arm.toString(), sum.scaled(Math.min(1, INHERITED / sum.weight)));
        }
    }

    @Override
    public String state() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("policy", NAME);
        ObjectNode all = node.putObject("arms");
        arms.forEach((arm, evidence) -> all.putObject(arm)
                .put("weight", evidence.weight)
                .put("sum", evidence.sum)
                .put("squares", evidence.squares));
        return node.toString();
    }

    /**
     * What is known of an arm, faded.
     *
     * @param weight how many rewards
     * @param sum of the rewards
     * @param squares sum of the squared rewards
     */
    private record Evidence(double weight, double sum, double squares) {

        static final Evidence NONE = new Evidence(0, 0, 0);

        Evidence plus(Evidence other) {
            return new Evidence(weight + other.weight, sum + other.sum, squares + other.squares);
        }

        Evidence faded() {
            return new Evidence(weight * RETENTION, sum * RETENTION, squares * RETENTION);
        }

        Evidence scaled(double factor) {
            return new Evidence(weight * factor, sum * factor, squares * factor);
        }

        /** Draws a mean reward from the posterior. */
        double draw(UniformRandomProvider random) {
            double count = PRIOR_WEIGHT + weight;
            double mean = (PRIOR_WEIGHT * PRIOR_MEAN + sum) / count;
            double deviations = squares + PRIOR_WEIGHT * PRIOR_MEAN * PRIOR_MEAN - count * mean * mean;
            double scale = PRIOR_SCALE + Math.max(0, deviations) / 2;
            double precision = AhrensDieterMarsagliaTsangGammaSampler.of(random, PRIOR_SHAPE + weight / 2, 1 / scale)
                    .sample();
            double deviate = ZigguratSampler.NormalizedGaussian.of(random).sample();
            return mean + deviate / Math.sqrt(precision * count);
        }
    }
}
