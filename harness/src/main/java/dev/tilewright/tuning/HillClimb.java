package dev.tilewright.tuning;

import dev.tilewright.space.Neighbourhood;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.ListSampler;

/**
 * First-improvement hill climbing with restarts: neighbours of the current point are tried in random order, the first that is better becomes the
 * current one, and where none is, the climb begins anew at a random point.
 */
final class HillClimb implements Strategy {

    private final SearchSpace space;
    private final UniformRandomProvider random;
    private final Tried tried;
    private final Deque<Point> left = new ArrayDeque<>();
    private Optional<Point> current = Optional.empty();
    private double best = Double.POSITIVE_INFINITY;
    private Optional<Point> restart = Optional.empty();
    private final Scores scores = new Scores();

    HillClimb(StrategySetting setting) {
        space = setting.space();
        random = setting.random();
        tried = new Tried(setting);
    }

    @Override
    public Optional<Point> ask() {
        while (!left.isEmpty()) {
            Point next = left.poll();
            if (tried.add(next)) {
                return Optional.of(next);
            }
        }
        restart = tried.fresh();
        return restart;
    }

    @Override
    public void tell(Point point, Outcome outcome) {
        tried.add(point);
        double score = scores.put(point, outcome);
        boolean begins = restart.filter(point::equals).isPresent();
        if (score < best || begins && !Double.isInfinite(score)) {
            best = score;
            current = Optional.of(point);
            restart = Optional.empty();
            List<Point> neighbours = new ArrayList<>(space.neighbours(point, Neighbourhood.ANY));
            ListSampler.shuffle(random, neighbours);
            left.clear();
            left.addAll(neighbours);
        } else if (current.filter(point::equals).isPresent()) {
            best = Double.POSITIVE_INFINITY;
            current = Optional.empty();
            left.clear();
        }
    }
}
