package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;

/** Ways to choose one of several arms. All throw {@link IllegalArgumentException} if there is none. */
final class Choice {

    private Choice() {}

    /** Chooses each equally often. */
    static Arm any(List<Arm> available, UniformRandomProvider random) {
        return available.get(random.nextInt(check(available).size()));
    }

    /** Chooses the one of the highest worth; among equals, each equally often. */
    static Arm highest(List<Arm> available, UniformRandomProvider random, ToDoubleFunction<Arm> worth) {
        Arm best = check(available).getFirst();
        double highest = Double.NEGATIVE_INFINITY;
        int equals = 1;
        for (Arm arm : available) {
            double own = worth.applyAsDouble(arm);
            equals = own == highest ? equals + 1 : 1;
            if (own > highest || own == highest && random.nextInt(equals) == 0) {
                highest = own;
                best = arm;
            }
        }
        return best;
    }

    /** Chooses each as often as its chance says; chances sum to 1. */
    static Arm drawn(List<Arm> available, UniformRandomProvider random, double[] chances) {
        double left = random.nextDouble();
        int chosen = 0;
        while (chosen < check(available).size() - 1 && left >= chances[chosen]) {
            left -= chances[chosen++];
        }
        return available.get(chosen);
    }

    private static List<Arm> check(List<Arm> available) {
        if (available.isEmpty()) {
            throw new IllegalArgumentException("there is no arm to choose from");
        }
        return available;
    }
}
