package dev.tilewright.evolve.surrogate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** What a model has been told: features and values, in the order in which they came. */
final class Examples {

    private final List<short[]> features = new ArrayList<>();
    private double[] values = new double[64];

    /** Adds an example. Returns its number. */
    int add(short[] itsFeatures, double value) {
        int number = features.size();
        if (number == values.length) {
            values = Arrays.copyOf(values, 2 * number);
        }
        features.add(itsFeatures);
        values[number] = value;
        return number;
    }

    int size() {
        return features.size();
    }

    short[] features(int example) {
        return features.get(example);
    }

    double value(int example) {
        return values[example];
    }

    /** Changes the value of an example. */
    void revise(int example, double value) {
        values[example] = value;
    }

    /**
     * Returns the examples to learn from: all, or, where there are more than a limit, half of it the least values and half of it drawn from the
     * rest. What is good has to be told apart exactly, and what is bad only to be known as such.
     */
    int[] chosen(int limit, UniformRandomProvider random) {
        int[] chosen = new int[Math.min(limit, size())];
        if (size() <= limit) {
            Arrays.setAll(chosen, i -> i);
            return chosen;
        }
        double[] sorted = Arrays.copyOf(values, size());
        Arrays.sort(sorted);
        double bound = sorted[limit / 2];
        int[] rest = new int[size()];
        int kept = 0;
        int left = 0;
        for (int i = 0; i < size(); i++) {
            if (values[i] < bound) {
                chosen[kept++] = i;
            } else {
                rest[left++] = i;
            }
        }
        for (int i = 0; kept < limit; i++) {
            int drawn = i + random.nextInt(left - i);
            chosen[kept++] = rest[drawn];
            rest[drawn] = rest[i];
        }
        return chosen;
    }
}
