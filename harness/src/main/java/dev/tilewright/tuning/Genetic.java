package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A generational genetic algorithm: parents by tournament, uniform crossover, mutation of single tunables, and an elite that survives. Members that
 * are known cost nothing.
 */
final class Genetic implements Strategy {

    private static final int POPULATION = 20;

    private static final int ELITE = 2;

    private static final int TOURNAMENT = 3;

    private static final double MUTATION = 0.1;

    /** How many children may be invalid or there already, for each that is wanted. */
    private static final int TRIES = 30;

    /** How many generations may bring nothing new before a point is drawn. */
    private static final int GENERATIONS = 20;

    private final SearchSpace space;
    private final UniformRandomProvider random;
    private final Tried tried;
    private final Scores scores = new Scores();
    private final Deque<Point> left = new ArrayDeque<>();
    private List<Point> generation = new ArrayList<>();

    Genetic(StrategySetting setting) {
        space = setting.space();
        random = setting.random();
        tried = new Tried(setting);
    }

    @Override
    public Optional<Point> ask() {
        for (int i = 0; i < GENERATIONS; i++) {
            while (!left.isEmpty()) {
                Point next = left.poll();
                if (tried.add(next)) {
                    return Optional.of(next);
                }
            }
            if (generation.size() < POPULATION) {
                Optional<Point> fresh = tried.fresh();
                fresh.ifPresent(generation::add);
                return fresh;
            }
            breed();
        }
        return tried.fresh();
    }

    private double score(Point point) {
        return scores.of(point).orElse(Double.POSITIVE_INFINITY);
    }

    private void breed() {
        generation.sort(Comparator.comparingDouble(this::score));
        Set<Point> next = new HashSet<>();
        List<Point> children = new ArrayList<>(generation.subList(0, ELITE));
        next.addAll(children);
        for (int tries = 0; children.size() < POPULATION && tries < TRIES * POPULATION; tries++) {
            Point child = mutated(parent().crossed(parent(), random));
            if (space.contains(child) && next.add(child)) {
                children.add(child);
            }
        }
        while (children.size() < POPULATION) {
            children.add(space.draw(random));
        }
        generation = children;
        left.addAll(children);
    }

    private Point parent() {
        Point best = generation.get(random.nextInt(generation.size()));
        for (int i = 1; i < TOURNAMENT; i++) {
            Point other = generation.get(random.nextInt(generation.size()));
            best = score(other) < score(best) ? other : best;
        }
        return best;
    }

    private Point mutated(Point point) {
        Point mutated = point;
        for (int i = 0; i < point.dimensions(); i++) {
            int values = space.tunables().get(i).values().size();
            if (random.nextDouble() < MUTATION) {
                mutated = mutated.with(i, random.nextInt(values));
            }
        }
        return mutated;
    }

    @Override
    public void tell(Point point, Outcome outcome) {
        tried.add(point);
        scores.put(point, outcome);
    }
}
