package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import org.apache.commons.rng.UniformRandomProvider;

/** The way from a place among real numbers back to a valid point, for strategies that move there: a place has an index of a value in each dimension. */
final class Repair {

    /** How many ways to change an invalid point are tried before one is drawn instead. */
    private static final int TRIES = 50;

    private Repair() {}

    /** Returns a valid point near a place: the nearest, if it is valid, or one that was changed in few tunables. */
    static Point nearest(SearchSpace space, double[] place, UniformRandomProvider random) {
        int[] indices = new int[place.length];
        for (int i = 0; i < indices.length; i++) {
            int last = space.tunables().get(i).values().size() - 1;
            indices[i] = (int) Math.max(0, Math.min(last, Math.rint(place[i])));
        }
        Point rounded = Point.of(indices);
        if (space.contains(rounded)) {
            return rounded;
        }
        for (int i = 0; i < TRIES; i++) {
            Point changed = rounded;
            for (int changes = 0; changes <= i * 3 / TRIES; changes++) {
                int tunable = random.nextInt(indices.length);
                changed = changed.with(
                        tunable,
                        random.nextInt(space.tunables().get(tunable).values().size()));
            }
            if (space.contains(changed)) {
                return changed;
            }
        }
        return space.draw(random);
    }

    /** Returns the place of a point. */
    static double[] place(Point point) {
        double[] place = new double[point.dimensions()];
        for (int i = 0; i < place.length; i++) {
            place[i] = point.index(i);
        }
        return place;
    }
}
