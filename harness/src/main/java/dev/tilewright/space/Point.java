package dev.tilewright.space;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** A configuration as a search sees it: for each tunable, in the order of its space, the index of the value that was chosen. */
public final class Point {

    private final int[] indices;
    private final int hash;

    private Point(int[] indices) {
        this.indices = indices;
        hash = Arrays.hashCode(indices);
    }

    /** Returns the point with these indices, one for each tunable. */
    public static Point of(int... indices) {
        return new Point(indices.clone());
    }

    /**
     * Returns the point of a configuration.
     *
     * @throws IllegalArgumentException if it lacks a tunable, or has a value for one that the tunable cannot have
     */
    public static Point of(List<Tunable> tunables, Configuration configuration) {
        int[] indices = new int[tunables.size()];
        for (int i = 0; i < indices.length; i++) {
            Tunable tunable = tunables.get(i);
            String value = configuration.values().getOrDefault(tunable.name(), "");
            indices[i] = tunable.values().indexOf(value);
            if (indices[i] < 0) {
                throw new IllegalArgumentException("%s cannot be '%s'".formatted(tunable.name(), value));
            }
        }
        return new Point(indices);
    }

    /** Returns for how many tunables it has a value. */
    public int dimensions() {
        return indices.length;
    }

    /** Returns the index of the value of one tunable. */
    public int index(int tunable) {
        return indices[tunable];
    }

    /** Returns the point with another value for one tunable. */
    public Point with(int tunable, int index) {
        int[] changed = indices.clone();
        changed[tunable] = index;
        return new Point(changed);
    }

    /** Takes each value from one of two points of a space, which need not give a valid one: uniform crossover. */
    public Point crossed(Point other, UniformRandomProvider random) {
        int[] crossed = indices.clone();
        for (int i = 0; i < crossed.length; i++) {
            crossed[i] = random.nextBoolean() ? crossed[i] : other.indices[i];
        }
        return new Point(crossed);
    }

    /** Returns the indices, one for each tunable. */
    public int[] indices() {
        return indices.clone();
    }

    /** Returns in how many tunables two points of a space differ: their Hamming distance. */
    public int distance(Point other) {
        int distance = 0;
        for (int i = 0; i < indices.length; i++) {
            distance += indices[i] == other.indices[i] ? 0 : 1;
        }
        return distance;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Point that && hash == that.hash && Arrays.equals(indices, that.indices);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.toString(indices);
    }
}
