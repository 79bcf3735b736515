package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;

/** The points that a strategy has asked for or was told of, and fresh ones beside them. */
final class Tried {

    /** How many draws may miss before an enumerated space is gone through. */
    private static final int DRAWS = 200;

    private final SearchSpace space;
    private final UniformRandomProvider random;
    private final Set<Point> points = new HashSet<>();

    Tried(StrategySetting setting) {
        space = setting.space();
        random = setting.random();
    }

    /** Takes note of a point. Tells whether it is new. */
    boolean add(Point point) {
        return points.add(point);
    }

    boolean has(Point point) {
        return points.contains(point);
    }

    /** Draws a point that was not tried, and takes note of it; empty if there is none left, or none was found in a space that is sampled. */
    Optional<Point> fresh() {
        for (int i = 0; i < DRAWS; i++) {
            Point drawn = space.draw(random);
            if (points.add(drawn)) {
                return Optional.of(drawn);
            }
        }
        OptionalLong size = space.size();
        if (size.isEmpty() || points.size() >= size.getAsLong()) {
            return Optional.empty();
        }
        long begin = random.nextLong(size.getAsLong());
        for (long i = 0; i < size.getAsLong(); i++) {
            Point point = space.point((begin + i) % size.getAsLong());
            if (points.add(point)) {
                return Optional.of(point);
            }
        }
        return Optional.empty();
    }
}
