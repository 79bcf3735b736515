package dev.tilewright.evolve.archive;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Takes the better of two niches that are drawn at random, by the front that they are on: on the first are those that no other dominates
 * in fitness and costs, on the second those that only the first dominates, and so on (Deb, Pratap, Agarwal and Meyarivan, "A fast and
 * elitist multiobjective genetic algorithm: NSGA-II", 2002). Of two on one front it takes either equally often.
 */
final class Pareto implements ParentPolicy {

    @Override
    public String name() {
        return "pareto";
    }

    @Override
    public Occupied choose(List<Occupied> niches, UniformRandomProvider random) {
        int[] fronts = fronts(niches);
        int one = random.nextInt(niches.size());
        int other = random.nextInt(niches.size());
        return niches.get(fronts[other] < fronts[one] ? other : one);
    }

    /** Returns the front of each niche, from 0. */
    static int[] fronts(List<Occupied> niches) {
        int[] fronts = new int[niches.size()];
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < fronts.length; i++) {
            left.add(i);
        }
        for (int front = 0; !left.isEmpty(); front++) {
            List<Integer> first = left.stream()
                    .filter(niche -> left.stream()
                            .noneMatch(other -> niches.get(other)
                                    .elite()
                                    .dominates(niches.get(niche).elite())))
                    .toList();
            for (int niche : first) {
                fronts[niche] = front;
            }
            left.removeAll(first);
        }
        return fronts;
    }
}
