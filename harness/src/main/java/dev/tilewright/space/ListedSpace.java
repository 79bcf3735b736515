package dev.tilewright.space;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.commons.rng.UniformRandomProvider;

/** A space whose points are given one by one, such as those that somebody measured. */
public final class ListedSpace implements SearchSpace {

    private final List<Tunable> tunables;
    private final List<Point> points;
    private final Map<Point, Integer> numbers = new LinkedHashMap<>();

    /**
     * Makes the space of some points.
     *
     * @throws IllegalArgumentException if there is none, or one is given twice
     */
    public ListedSpace(List<Tunable> tunables, List<Point> points) {
        this.tunables = List.copyOf(tunables);
        this.points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("the space has no configuration");
        }
        for (Point point : this.points) {
            if (numbers.put(point, numbers.size()) != null) {
                throw new IllegalArgumentException("a configuration is given twice: " + configuration(point));
            }
        }
    }

    @Override
    public List<Tunable> tunables() {
        return tunables;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(points.size());
    }

    @Override
    public Point point(long number) {
        return points.get(Math.toIntExact(number));
    }

    /** Returns the number of a point. */
    public int number(Point point) {
        return numbers.getOrDefault(point, -1);
    }

    @Override
    public boolean contains(Point point) {
        return numbers.containsKey(point);
    }

    @Override
    public Point draw(UniformRandomProvider random) {
        return points.get(random.nextInt(points.size()));
    }
}
