package dev.tilewright.evolve.control;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of an arm, or of anything that is rewarded.
 *
 * @param weight how many rewards, those that faded counted less
 * @param sum of the rewards
 * @param squares sum of the squared rewards
 */
record Evidence(double weight, double sum, double squares) {

    static final Evidence NONE = new Evidence(0, 0, 0);

    /** Returns the evidence of one reward. */
    static Evidence of(double reward) {
        return new Evidence(1, reward, reward * reward);
    }

    /** Returns what changes where a reward is corrected. */
    static Evidence correction(double before, double after) {
        return new Evidence(0, after - before, after * after - before * before);
    }

    /** Returns what is added to earlier rewards, without counting as another one. */
    static Evidence credit(double share) {
        return new Evidence(0, share, Math.copySign(share * share, share));
    }

    Evidence plus(Evidence other) {
        return new Evidence(weight + other.weight, sum + other.sum, squares + other.squares);
    }

    Evidence scaled(double factor) {
        return new Evidence(weight * factor, sum * factor, squares * factor);
    }

    /** Returns as much of it as counts for {@code most} rewards. */
    Evidence atMost(double most) {
        return scaled(Math.min(1, most / weight));
    }

    /** Returns what is believed after it. */
    Posterior posterior() {
        double prior = Posterior.PRIOR_WEIGHT;
        double count = prior + weight;
        double mean = (prior * Posterior.PRIOR_MEAN + sum) / count;
        double deviations = squares + prior * Posterior.PRIOR_MEAN * Posterior.PRIOR_MEAN - count * mean * mean;
        return new Posterior(
                mean, count, Posterior.PRIOR_SHAPE + weight / 2, Posterior.PRIOR_SCALE + Math.max(0, deviations) / 2);
    }

    Belief belief() {
        Posterior posterior = posterior();
        return new Belief(posterior.mean(), posterior.deviation(), weight);
    }

    void write(ObjectNode node) {
        node.put("weight", weight).put("sum", sum).put("squares", squares);
    }

    static Evidence read(JsonNode node) {
        return new Evidence(
                node.required("weight").doubleValue(),
                node.required("sum").doubleValue(),
                node.required("squares").doubleValue());
    }
}
