package dev.tilewright.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;

/** The valid configurations of some tunables, as points: what a tuning strategy searches. */
public interface SearchSpace {

    /** Returns the tunables, in the order of a point's indices. */
    List<Tunable> tunables();

    /** Returns how many points there are; empty where the space is too large to be enumerated, and is sampled. */
    OptionalLong size();

    /**
     * Returns one of the points; each has one number.
     *
     * @param number from 0 to less than {@link #size}
     * @throws IndexOutOfBoundsException if there is no such point
     * @throws IllegalStateException if the space is too large to be enumerated
     */
    Point point(long number);

    /** Tells whether a point is valid. */
    boolean contains(Point point);

    /** Says in one sentence what does not hold of the space that holds of others, such as that it is sampled. */
    default Optional<String> notice() {
        return Optional.empty();
    }

    /** Draws a valid point: uniformly, if the space could be enumerated. */
    Point draw(UniformRandomProvider random);

    /** Returns the valid points that differ in one tunable, those of the first tunable first, values in their order. */
    default List<Point> neighbours(Point point, Neighbourhood which) {
        List<Point> neighbours = new ArrayList<>();
        for (int tunable = 0; tunable < tunables().size(); tunable++) {
            int values = tunables().get(tunable).values().size();
            int own = point.index(tunable);
            switch (which) {
                case ANY -> {
                    for (int index = 0; index < values; index++) {
                        addIfValid(neighbours, point, tunable, index);
                    }
                }
                case ADJACENT -> {
                    int below = own - 1;
                    while (below >= 0 && !addIfValid(neighbours, point, tunable, below)) {
                        below--;
                    }
                    int above = own + 1;
                    while (above < values && !addIfValid(neighbours, point, tunable, above)) {
                        above++;
                    }
                }
            }
        }
        return neighbours;
    }

    private boolean addIfValid(List<Point> points, Point point, int tunable, int index) {
        if (index == point.index(tunable)) {
            return false;
        }
        Point changed = point.with(tunable, index);
        return contains(changed) && points.add(changed);
    }

    /**
     * Returns the valid points that differ from a point in some tunables.
     *
     * @param distance in how many tunables they differ at most: their Hamming distance
     */
    default List<Point> within(Point point, int distance) {
        List<Point> found = new ArrayList<>();
        change(point, 0, distance, found);
        found.remove(point);
        return found;
    }

    private void change(Point point, int tunable, int changes, List<Point> found) {
        if (tunable == tunables().size() || changes == 0) {
            if (contains(point)) {
                found.add(point);
            }
            return;
        }
        change(point, tunable + 1, changes, found);
        for (int index = 0; index < tunables().get(tunable).values().size(); index++) {
            if (index != point.index(tunable)) {
                change(point.with(tunable, index), tunable + 1, changes - 1, found);
            }
        }
    }

    /** Returns the configuration of a point. */
    default Configuration configuration(Point point) {
        TreeMap<String, String> values = new TreeMap<>();
        for (int tunable = 0; tunable < tunables().size(); tunable++) {
            Tunable named = tunables().get(tunable);
            values.put(named.name(), named.values().get(point.index(tunable)));
        }
        return new Configuration(values);
    }

    /**
     * Returns the point of a configuration, valid or not.
     *
     * @throws IllegalArgumentException if it lacks a tunable, or has a value for one that the tunable cannot have
     */
    default Point point(Configuration configuration) {
        return Point.of(tunables(), configuration);
    }

    /** Finds the point of a configuration, whatever space that is of; empty if this one does not have it. */
    default Optional<Point> find(Configuration configuration) {
        boolean isNamed = tunables().stream()
                .allMatch(tunable ->
                        tunable.values().contains(configuration.values().getOrDefault(tunable.name(), "")));
        return isNamed ? Optional.of(point(configuration)).filter(this::contains) : Optional.empty();
    }
}
