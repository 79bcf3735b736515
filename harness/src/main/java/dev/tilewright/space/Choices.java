package dev.tilewright.space;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;

/** The tunables of a space by their places in a point, with their values as conditions compute with them, and its sizes. */
final class Choices {

    private final List<Tunable> tunables;
    private final Map<String, Long> sizes;
    private final Map<String, Integer> places = new HashMap<>();
    private final Object[][] values;
    private final int[] counts;

    Choices(List<Tunable> tunables, Map<String, Long> sizes) {
        this.tunables = tunables;
        this.sizes = sizes;
        values = new Object[tunables.size()][];
        counts = new int[tunables.size()];
        for (int i = 0; i < counts.length; i++) {
            places.put(tunables.get(i).name(), i);
            values[i] = tunables.get(i).values().stream().map(PythonValues::of).toArray();
            counts[i] = values[i].length;
        }
    }

    int dimensions() {
        return counts.length;
    }

    /** Returns how many values each tunable has. */
    int[] counts() {
        return counts;
    }

    /** Returns the place of a tunable; -1 for what is none. */
    int place(String name) {
        return places.getOrDefault(name, -1);
    }

    boolean isSize(String name) {
        return sizes.containsKey(name);
    }

    Object size(String name) {
        return sizes.getOrDefault(name, 0L);
    }

    /** Draws the index of a value for each tunable. */
    int[] drawn(UniformRandomProvider random) {
        int[] point = new int[counts.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = random.nextInt(counts[i]);
        }
        return point;
    }

    /** Returns the values of a tunable. */
    Object[] values(int place) {
        return values[place];
    }

    /** Returns the values of all sizes and of some tunables, by name. */
    Map<String, Object> named(int[] variables, int[] point) {
        Map<String, Object> named = new HashMap<>(sizes);
        for (int place : variables) {
            named.put(tunables.get(place).name(), values[place][point[place]]);
        }
        return named;
    }

    /** Returns how many combinations of values some tunables have; as a real number, as there may be any number. */
    double product(int[] variables) {
        double product = 1;
        for (int place : variables) {
            product *= counts[place];
        }
        return product;
    }
}
