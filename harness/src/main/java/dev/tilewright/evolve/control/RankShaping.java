package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Pays the rank of what was earned among what decisions earned lately: from -1 for the lowest to 1 for the highest, 0 for the middle. A
 * failure ranks below every child that is ok. Ranks do not depend on how large gains are, which differs much between tasks (Fialho,
 * Schoenauer and Sebag, "Toward Comparison-based Adaptive Operator Selection", GECCO 2010).
 */
final class RankShaping implements Shaping {

    /** It ranks among so many decisions, the last ones. */
    static final int WINDOW = 100;

    @Override
    public String name() {
        return "rank";
    }

    @Override
    public SequencedMap<Arm, Double> shape(List<SequencedMap<Arm, Double>> earlier, SequencedMap<Arm, Double> earned) {
        List<Double> window = earlier.subList(Math.max(0, earlier.size() - WINDOW), earlier.size()).stream()
                .filter(each -> !each.isEmpty())
                .map(each -> standing(highest(each.values()), each))
                .toList();
        SequencedMap<Arm, Double> paid = new LinkedHashMap<>();
        earned.forEach((arm, reward) -> paid.put(arm, rank(standing(reward, earned), window)));
        return paid;
    }

    @Override
    public double flowing(double earned, double paid) {
        return Math.max(0, paid);
    }

    private static double highest(Collection<Double> rewards) {
        return Collections.max(rewards);
    }

    /** Returns a reward as it is ranked. Costs are at most 0, and losses bounded, so a failure is below every child that is ok. */
    private static double standing(double reward, SequencedMap<Arm, Double> earned) {
        return Reward.isCost(highest(earned.values())) ? reward + Reward.FLOOR : reward;
    }

    private static double rank(double standing, List<Double> window) {
        double sum = window.stream()
                .mapToInt(other -> Double.compare(standing, other))
                .sum();
        return window.isEmpty() ? 0 : sum / window.size();
    }
}
