package dev.tilewright.evolve.archive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The cell of the archive that a candidate belongs to: what it is like, as far as its domain tells candidates apart. It has a value on each
 * of a few axes, so that a map of an archive can be drawn. Niches are equal if they have the same coordinates in the same order, so a
 * domain gives its axes in one order.
 *
 * @param coordinates the values by axis, each axis once; none if the domain tells no candidates apart
 */
public record Niche(List<Coordinate> coordinates) {

    /**
     * A value on an axis.
     *
     * @param axis what is told apart, such as {@code lanes}
     * @param value the class that the candidate falls into, such as {@code 16}
     */
    public record Coordinate(String axis, String value) {}

    public Niche {
        coordinates = List.copyOf(coordinates);
        Set<String> axes = new HashSet<>();
        for (Coordinate coordinate : coordinates) {
            if (!axes.add(coordinate.axis())) {
                throw new IllegalArgumentException("a niche has the axis %s twice".formatted(coordinate.axis()));
            }
        }
    }

    /** Returns the niche with a value on one axis. */
    public static Niche of(String axis, Object value) {
        return new Niche(List.of(new Coordinate(axis, value.toString())));
    }

    /** Returns the same niche with a value on one more axis. */
    public Niche and(String axis, Object value) {
        List<Coordinate> more = new ArrayList<>(coordinates);
        more.add(new Coordinate(axis, value.toString()));
        return new Niche(more);
    }

    /** Returns the value on an axis; empty if it has none there. */
    public Optional<String> value(String axis) {
        return coordinates.stream()
                .filter(coordinate -> coordinate.axis().equals(axis))
                .map(Coordinate::value)
                .findFirst();
    }

    /** Returns on how many axes two niches differ; an axis that only one of them has counts. */
    public int distance(Niche other) {
        Set<String> axes = new HashSet<>();
        coordinates.forEach(coordinate -> axes.add(coordinate.axis()));
        other.coordinates.forEach(coordinate -> axes.add(coordinate.axis()));
        return Math.toIntExact(axes.stream()
                .filter(axis -> !value(axis).equals(other.value(axis)))
                .count());
    }

    /** Returns what candidates of this niche have in common, in one line: {@code lanes 16, launches 1}. */
    public String description() {
        return coordinates.stream()
                .map(coordinate -> coordinate.axis() + " " + coordinate.value())
                .collect(Collectors.joining(", "));
    }
}
