package dev.tilewright.evolve.archive;

import dev.tilewright.evolve.candidate.Candidate;
import java.util.List;

/**
 * A candidate of the archive, with what is known of its worth.
 *
 * @param candidate the candidate
 * @param fitness what evolution maximises, as it was measured
 * @param spread half of the width of the interval of the fitness, in the same units, not negative; 0 if it is exact or unknown
 * @param costs what it takes of each resource, in the domain's order and units, less being better; empty if the domain counts none
 */
public record Elite(Candidate candidate, double fitness, double spread, List<Double> costs) {

    public Elite {
        costs = List.copyOf(costs);
        if (!(spread >= 0)) {
            throw new IllegalArgumentException("a spread must not be negative, as %s is".formatted(spread));
        }
    }

    /** Makes one whose fitness is exact. */
    public Elite(Candidate candidate, double fitness) {
        this(candidate, fitness, 0, List.of());
    }

    /**
     * Tells whether this one is fitter beyond the noise of both measurements: by more than half of the width that the interval of the
     * difference of two independent estimates has. Where neither beats the other they are equally fit.
     */
    public boolean beats(Elite other) {
        return fitness - other.fitness > Math.hypot(spread, other.spread);
    }

    /**
     * Tells whether this one is at least as good in every respect, fitness and costs, and better in one.
     *
     * @throws IllegalArgumentException if the two do not count the same resources
     */
    public boolean dominates(Elite other) {
        if (costs.size() != other.costs.size()) {
            throw new IllegalArgumentException(
                    "candidates of one domain count the same resources, not %s and %s".formatted(costs, other.costs));
        }
        boolean better = beats(other);
        boolean worse = other.beats(this);
        for (int i = 0; i < costs.size(); i++) {
            better |= costs.get(i) < other.costs.get(i);
            worse |= costs.get(i) > other.costs.get(i);
        }
        return better && !worse;
    }

    String hash() {
        return candidate.hash();
    }
}
