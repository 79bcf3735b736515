package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import java.util.Optional;

/** Draws uniformly among the points that were not tried yet. What every other strategy has to beat. */
final class RandomSearch implements Strategy {

    private final Tried tried;

    RandomSearch(StrategySetting setting) {
        tried = new Tried(setting);
    }

    @Override
    public Optional<Point> ask() {
        return tried.fresh();
    }

    @Override
    public void tell(Point point, Outcome outcome) {
        tried.add(point);
    }
}
