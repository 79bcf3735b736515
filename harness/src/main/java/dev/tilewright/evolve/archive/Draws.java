package dev.tilewright.evolve.archive;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** Draws from lists that are not empty. */
final class Draws {

    private Draws() {}

    /** Draws one of several, each equally often; where there is one alone, the generator is not asked. */
    static <T> T any(List<T> several, UniformRandomProvider random) {
        return several.size() == 1 ? several.getFirst() : several.get(random.nextInt(several.size()));
    }

    /**
     * Draws one of several in proportion to its weight.
     *
     * @param weights positive, one for each
     */
    static <T> T weighted(List<T> several, double[] weights, UniformRandomProvider random) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double left = random.nextDouble() * sum;
        int place = 0;
        while (place < weights.length - 1 && left >= weights[place]) {
            left -= weights[place];
            place++;
        }
        return several.get(place);
    }
}
