package dev.tilewright.evolve.surrogate;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/** What a model has been told: features and values, in the order in which they came. Features lie in columns, since a split looks at one of them. */
final class Examples {

    private final short[][] columns;
    private double[] values = new double[64];
    private int size;

    Examples(int features) {
        columns = new short[features][values.length];
    }

    /** Adds an example. Returns its number. */
    int add(short[] features, double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
            for (int feature = 0; feature < columns.length; feature++) {
                columns[feature] = Arrays.copyOf(columns[feature], 2 * size);
            }
        }
        for (int feature = 0; feature < columns.length; feature++) {
            columns[feature][size] = features[feature];
        }
        values[size] = value;
        return size++;
    }

    int size() {
        return size;
    }

    /** Returns what all examples have as a feature; there may be more places than examples. */
    short[] column(int feature) {
        return columns[feature];
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
        int[] chosen = new int[Math.min(limit, size)];
        if (size <= limit) {
            Arrays.setAll(chosen, i -> i);
            return chosen;
        }
        double[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        double bound = sorted[limit / 2];
        int[] rest = new int[size];
        int kept = 0;
        int left = 0;
        for (int i = 0; i < size; i++) {
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
