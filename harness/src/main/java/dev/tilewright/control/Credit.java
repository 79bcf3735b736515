package dev.tilewright.control;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Directive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets a gain flow back along the lineage, so that a step that only prepared it earns its share.
 *
 * <p>A parent's directive earns {@code decay} times what its child gained, a grandparent's {@code decay²} times, and so on; where a
 * child has several parents, they share. A step earns for the best that was built on it, and not for each of its children: else an
 * elite with a hundred children would be paid a hundred times, and the directive that happened to make it would seem to be a
 * wonder. So a ledger holds what each candidate has been credited with, and a further gain earns only what is above it. The ledger
 * is rebuilt by settling the steps of a run again, in order.
 */
public final class Credit {

    /** What is left of a gain one generation up, where nothing else is said. */
    public static final double DECAY = 0.5;

    /** Below this share of a gain nothing is credited: six generations at the usual decay. */
    private static final double LEAST = 0.01;

    private final double decay;
    private final Map<String, Double> ledger = new LinkedHashMap<>();

    /** Makes an empty ledger with {@link #DECAY}. */
    public Credit() {
        this(DECAY);
    }

    /**
     * Makes an empty ledger.
     *
     * @param decay what is left of a gain one generation up, at least 0 and below 1
     */
    public Credit(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("decay must be at least 0 and below 1, not " + decay);
        }
        this.decay = decay;
    }

    /**
     * Credits the ancestors of a child for what it gained.
     *
     * @param child the lineage of the child
     * @param lineages finds the lineage of a candidate by its hash; empty for one that is not known
     * @param reward what the child earned; nothing flows back unless it is positive
     * @return the shares, nearest generation first; seeds, which no directive made, have none
     */
    public List<Share> settle(
            Candidate.Lineage child, Function<String, Optional<Candidate.Lineage>> lineages, double reward) {
        List<Share> shares = new ArrayList<>();
        Map<String, Double> generation = parts(child, 1);
        while (reward > 0 && !generation.isEmpty()) {
            Map<String, Double> older = new LinkedHashMap<>();
            generation.forEach((hash, part) -> lineages.apply(hash).ifPresent(lineage -> {
                double earned = part * reward;
                double before = ledger.getOrDefault(hash, 0.0);
                if (earned > before && lineage.directive().isPresent()) {
                    ledger.put(hash, earned);
                    shares.add(new Share(lineage.directive().get(), earned - before));
                }
                parts(lineage, part).forEach((parent, share) -> older.merge(parent, share, Double::sum));
            }));
            generation = older;
        }
        return shares;
    }

    private Map<String, Double> parts(Candidate.Lineage child, double part) {
        Map<String, Double> parts = new LinkedHashMap<>();
        double each = part * decay / Math.max(1, child.parents().size());
        if (each >= LEAST) {
            child.parents().forEach(parent -> parts.merge(parent, each, Double::sum));
        }
        return parts;
    }

    /**
     * What a directive is credited with.
     *
     * @param directive the directive that made an ancestor
     * @param amount in units of log speed-up, positive
     */
    public record Share(Directive directive, double amount) {}
}
