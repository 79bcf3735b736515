package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Points to begin with that lie far from each other: each is the one of some drawn points whose nearest neighbour among those chosen before is
 * farthest (maximin). Distances are those between the places of values, each tunable counting from 0 to 1.
 */
final class Spread {

    private static final int DRAWN = 40;

    private Spread() {}

    /** Returns up to {@code count} points of a space, each once. */
    static List<Point> points(SearchSpace space, int count, UniformRandomProvider random) {
        List<Point> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Point farthest = space.draw(random);
            double most = nearest(space, farthest, chosen);
            for (int drawn = 1; drawn < DRAWN; drawn++) {
                Point other = space.draw(random);
                double distance = nearest(space, other, chosen);
                if (distance > most) {
                    farthest = other;
                    most = distance;
                }
            }
            if (most > 0) {
                chosen.add(farthest);
            }
        }
        return chosen;
    }

    private static double nearest(SearchSpace space, Point point, List<Point> chosen) {
        double nearest = Double.POSITIVE_INFINITY;
        for (Point other : chosen) {
            nearest = Math.min(nearest, distance(space, point, other));
        }
        return nearest;
    }

    private static double distance(SearchSpace space, Point one, Point two) {
        double distance = 0;
        for (int i = 0; i < one.dimensions(); i++) {
            int last = Math.max(1, space.tunables().get(i).values().size() - 1);
            distance += Math.abs(one.index(i) - two.index(i)) / (double) last;
        }
        return distance;
    }
}
