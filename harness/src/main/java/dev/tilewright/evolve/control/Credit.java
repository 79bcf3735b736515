package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets a gain flow back along the lineage, so that a step that only prepared it earns its share.
 *
 * <p>A parent's decision earns {@code decay} times what its child gained, a grandparent's {@code decay²} times, and so on; where a
 * child has several parents, they share. A step earns for the best that was built on it, and not for each of its children: otherwise an
 * elite with a hundred children would be paid a hundred times, and the decision that happened to make it would seem to be a wonder. So
 * each candidate's account holds what each of its descendants brought it, and it is credited with the highest. Where a gain turns out
 * to be none, {@link #withdraw} takes back what it brought. The accounts are rebuilt by settling the steps of a run again, in order.
 */
public final class Credit {

    /** What is left of a gain one generation up, where nothing else is said. */
    public static final double DECAY = 0.5;

    /** Below this share of a gain nothing is credited: six generations at the usual decay. */
    private static final double LEAST = 0.01;

    private final double decay;
    private final Map<String, Account> accounts = new LinkedHashMap<>();

    /** Makes empty accounts with {@link #DECAY}. */
    public Credit() {
        this(DECAY);
    }

    /**
     * Makes empty accounts.
     *
     * @param decay what is left of a gain one generation up, at least 0 and below 1
     */
    public Credit(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("decay must be at least 0 and below 1, not " + decay);
        }
        this.decay = decay;
    }

    /** What descendants brought to a candidate that a decision made. */
    private record Account(Decision decision, Map<String, Double> brought) {

        double credited() {
            return brought.values().stream().reduce(0.0, Math::max);
        }
    }

    /**
     * Credits the ancestors of a child for what it gained.
     *
     * @param child the hash of the child
     * @param lineage its lineage
     * @param lineages finds the lineage of a candidate by its hash; empty for one that is not known
     * @param reward what the child earned; nothing flows back unless it is positive
     * @return the shares, nearest generation first; seeds, which no decision made, have none
     */
    public List<Share> settle(
            String child, Lineage lineage, Function<String, Optional<Lineage>> lineages, double reward) {
        List<Share> shares = new ArrayList<>();
        Map<String, Double> generation = parts(lineage, 1);
        while (reward > 0 && !generation.isEmpty()) {
            Map<String, Double> older = new LinkedHashMap<>();
            generation.forEach((hash, part) -> lineages.apply(hash).ifPresent(ancestor -> {
                ancestor.decision().ifPresent(decision -> {
                    Account account = accounts.computeIfAbsent(hash, _ -> new Account(decision, new HashMap<>()));
                    double before = account.credited();
                    account.brought().merge(child, part * reward, Math::max);
                    share(account, before).ifPresent(shares::add);
                });
                parts(ancestor, part).forEach((parent, share) -> older.merge(parent, share, Double::sum));
            }));
            generation = older;
        }
        return shares;
    }

    /**
     * Takes back what a child brought to its ancestors. Where another descendant brought nearly as much, little is lost.
     *
     * @param child the hash of the child whose gain is none
     * @return the shares, all negative
     */
    public List<Share> withdraw(String child) {
        List<Share> shares = new ArrayList<>();
        for (Account account : accounts.values()) {
            double before = account.credited();
            account.brought().remove(child);
            share(account, before).ifPresent(shares::add);
        }
        return shares;
    }

    private static Optional<Share> share(Account account, double before) {
        double change = account.credited() - before;
        return change == 0 ? Optional.empty() : Optional.of(new Share(account.decision(), change));
    }

    private Map<String, Double> parts(Lineage child, double part) {
        Map<String, Double> parts = new LinkedHashMap<>();
        double each = part * decay / Math.max(1, child.parents().size());
        if (each >= LEAST) {
            child.parents().forEach(parent -> parts.merge(parent, each, Double::sum));
        }
        return parts;
    }

    /**
     * What a decision is credited with.
     *
     * @param decision the decision that made an ancestor
     * @param amount in units of reward; negative where it is withdrawn
     */
    public record Share(Decision decision, double amount) {}
}
