package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** The best points so far, best first. */
final class Elites {

    /** So many more than those that count are kept, as partners to be crossed with. */
    private static final int PARTNERS = 4;

    private record Elite(Point point, double value) {}

    private final int count;
    private final List<Elite> elites = new ArrayList<>();

    Elites(int count) {
        this.count = count;
    }

    /** Takes in a point with its value, the less the better. Of points that are as good, the first stays first. */
    void offer(Point point, double value) {
        int place = elites.size();
        while (place > 0 && elites.get(place - 1).value() > value) {
            place--;
        }
        elites.add(place, new Elite(point, value));
        if (elites.size() > count * (1 + PARTNERS)) {
            elites.removeLast();
        }
    }

    /** Takes out a point that turned out to be wrong. */
    void drop(Point point) {
        elites.removeIf(elite -> elite.point().equals(point));
    }

    /** Returns how many are kept, partners included. */
    int size() {
        return elites.size();
    }

    /** Returns all points that are kept, partners included. */
    List<Point> all() {
        return elites.stream().map(Elite::point).toList();
    }

    /** Returns the points that count. */
    List<Point> points() {
        return elites.stream().limit(count).map(Elite::point).toList();
    }

    /** Takes each value from one of the points that count or from a partner, which need not give a valid point. */
    Point crossing(UniformRandomProvider random) {
        Point one = elites.get(random.nextInt(Math.min(count, elites.size()))).point();
        Point two = elites.get(random.nextInt(elites.size())).point();
        return one.crossed(two, random);
    }
}
