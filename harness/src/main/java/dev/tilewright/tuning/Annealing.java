package dev.tilewright.tuning;

import dev.tilewright.space.Neighbourhood;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Simulated annealing (Kirkpatrick, Gelatt and Vecchi, "Optimization by simulated annealing", Science 220, 1983) on the logarithm of time: a
 * neighbour that takes e^d times as long is moved to with the probability exp(-d / T), whatever the unit. The temperature falls
 * geometrically and is raised again when it is low.
 */
final class Annealing implements Strategy {

    private static final double HOT = 0.5;

    private static final double COLD = 0.005;

    private static final double COOLING = 0.97;

    /** So many moves in a row over points that are known, and the walk begins elsewhere. */
    private static final int MOVES = 200;

    private final SearchSpace space;
    private final UniformRandomProvider random;
    private final Tried tried;
    private final Scores scores = new Scores();
    private Optional<Point> current = Optional.empty();
    private double currentScore = Double.POSITIVE_INFINITY;
    private double temperature = HOT;

    Annealing(StrategySetting setting) {
        space = setting.space();
        random = setting.random();
        tried = new Tried(setting);
    }

    @Override
    public Optional<Point> ask() {
        for (int i = 0; i < MOVES && current.isPresent(); i++) {
            List<Point> neighbours = space.neighbours(current.get(), Neighbourhood.ANY);
            if (neighbours.isEmpty()) {
                break;
            }
            Point next = neighbours.get(random.nextInt(neighbours.size()));
            if (tried.add(next)) {
                return Optional.of(next);
            }
            scores.of(next).ifPresent(score -> move(next, score));
        }
        current = Optional.empty();
        return tried.fresh();
    }

    private void move(Point point, double score) {
        double longer = score - currentScore;
        if (current.isEmpty() || longer <= 0 || random.nextDouble() < Math.exp(-longer / temperature)) {
            current = Optional.of(point);
            currentScore = score;
        }
    }

    @Override
    public void tell(Point point, Outcome outcome) {
        tried.add(point);
        double score = scores.put(point, outcome);
        if (!Double.isInfinite(score)) {
            move(point, score);
        } else if (current.filter(point::equals).isPresent()) {
            current = Optional.empty();
        }
        temperature = temperature > COLD ? temperature * COOLING : HOT;
    }
}
