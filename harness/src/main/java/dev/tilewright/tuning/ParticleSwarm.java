package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Particle swarm optimisation (Kennedy and Eberhart, ICNN 1995, with the constriction of Clerc and Kennedy, IEEE TEC 6, 2002) over the indices
 * of values: each particle is drawn towards the best place it has seen and the best that any has.
 */
final class ParticleSwarm implements Strategy {

    private static final int PARTICLES = 20;

    private static final double INERTIA = 0.7298;

    private static final double PULL = 1.4962;

    /** How many moves may lead to points that are known before one is drawn instead. */
    private static final int TRIES = 100;

    private static final class Particle {

        private double[] place;
        private final double[] speed;
        private double[] best;
        private double score = Double.POSITIVE_INFINITY;

        Particle(Point point) {
            place = Repair.place(point);
            best = place.clone();
            speed = new double[place.length];
        }
    }

    private final SearchSpace space;
    private final UniformRandomProvider random;
    private final Tried tried;
    private final Scores scores = new Scores();
    private final List<Particle> particles = new ArrayList<>();
    private final Map<Point, Particle> moved = new HashMap<>();
    private Optional<Particle> leader = Optional.empty();
    private int turn;

    ParticleSwarm(StrategySetting setting) {
        space = setting.space();
        random = setting.random();
        tried = new Tried(setting);
    }

    @Override
    public Optional<Point> ask() {
        if (particles.size() < PARTICLES || leader.isEmpty()) {
            Optional<Point> fresh = tried.fresh();
            fresh.ifPresent(point -> {
                Particle particle = new Particle(point);
                particles.add(particle);
                moved.put(point, particle);
            });
            return fresh;
        }
        for (int i = 0; i < TRIES; i++) {
            turn = (turn + 1) % particles.size();
            Particle particle = particles.get(turn);
            Point next = move(particle, leader.get());
            if (tried.add(next)) {
                moved.put(next, particle);
                return Optional.of(next);
            }
            scores.of(next).ifPresent(score -> judge(particle, next, score));
        }
        return tried.fresh();
    }

    private Point move(Particle particle, Particle best) {
        for (int i = 0; i < particle.place.length; i++) {
            int last = space.tunables().get(i).values().size() - 1;
            double speed = INERTIA * particle.speed[i]
                    + PULL * random.nextDouble() * (particle.best[i] - particle.place[i])
                    + PULL * random.nextDouble() * (best.best[i] - particle.place[i]);
            particle.speed[i] = Math.max(-last, Math.min(last, speed));
            particle.place[i] = Math.max(0, Math.min(last, particle.place[i] + particle.speed[i]));
        }
        return Repair.nearest(space, particle.place, random);
    }

    private void judge(Particle particle, Point point, double score) {
        if (score < particle.score) {
            particle.score = score;
            particle.best = Repair.place(point);
            if (leader.isEmpty() || score < leader.get().score) {
                leader = Optional.of(particle);
            }
        }
    }

    /** Lets no particle be drawn to a point that turned out to be wrong. */
    private void forget(Point point) {
        double[] place = Repair.place(point);
        particles.stream()
                .filter(particle -> Arrays.equals(particle.best, place))
                .forEach(particle -> particle.score = Double.POSITIVE_INFINITY);
        if (leader.isPresent() && Double.isInfinite(leader.get().score)) {
            leader = particles.stream()
                    .filter(particle -> Double.isFinite(particle.score))
                    .min(Comparator.comparingDouble(particle -> particle.score));
        }
    }

    @Override
    public void tell(Point point, Outcome outcome) {
        tried.add(point);
        double score = scores.put(point, outcome);
        if (Double.isInfinite(score)) {
            forget(point);
        }
        Particle particle = moved.remove(point);
        if (particle != null) {
            particle.place = Repair.place(point);
            judge(particle, point, score);
        }
    }
}
