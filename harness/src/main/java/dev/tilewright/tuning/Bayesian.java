package dev.tilewright.tuning;

import dev.tilewright.evolve.surrogate.Forest;
import dev.tilewright.evolve.surrogate.GaussianProcess;
import dev.tilewright.evolve.surrogate.Prediction;
import dev.tilewright.space.Neighbourhood;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Bayesian optimisation: a Gaussian process with a Matérn kernel models the logarithm of time, a forest the probability of being valid, and the
 * proposal with the greatest product of expected improvement and that probability is evaluated (Hellsten et al., "BaCO: a fast and portable
 * Bayesian compiler optimization framework", ASPLOS 2023).
 */
final class Bayesian implements Strategy {

    private static final int SPREAD = 20;

    private static final int ELITES = 5;

    private static final int DRAWN = 300;

    private static final int TREES = 20;

    /** The process is fitted to as many of the best outcomes, and as many of the last. */
    private static final int FITTED = 60;

    private final SearchSpace space;
    private final UniformRandomProvider random;
    private final Tried tried;
    private final Deque<Point> begin;
    private final Elites elites = new Elites(ELITES);
    private final List<Point> last = new ArrayList<>();
    private final Scores scores = new Scores();
    private final PointFeatures features;
    private final Forest valid;
    private final Map<Point, Integer> examples = new HashMap<>();
    private boolean failed;

    Bayesian(StrategySetting setting) {
        space = setting.space();
        random = setting.random();
        tried = new Tried(setting);
        features = new PointFeatures(space, List.of());
        valid = new Forest(TREES, features.count(), 0.5, 1, 0.2, random);
        begin = new ArrayDeque<>(Spread.points(space, SPREAD, random));
    }

    @Override
    public Optional<Point> ask() {
        while (!begin.isEmpty()) {
            Point next = begin.poll();
            if (tried.add(next)) {
                return Optional.of(next);
            }
        }
        if (last.size() < 2) {
            return tried.fresh();
        }
        GaussianProcess process = process();
        double best = scores.of(elites.points().getFirst()).orElseThrow();
        Optional<Point> chosen = Optional.empty();
        double most = Double.NEGATIVE_INFINITY;
        for (Point proposal : proposals()) {
            Prediction prediction = process.predict(scaled(proposal));
            double probability =
                    failed ? 1 - valid.predict(features.of(proposal)).mean() : 1;
            double worth = prediction.logExpectedImprovement(best) + Math.log(Math.max(0, probability));
            if (worth > most) {
                most = worth;
                chosen = Optional.of(proposal);
            }
        }
        chosen.ifPresent(tried::add);
        return chosen.or(tried::fresh);
    }

    private GaussianProcess process() {
        Set<Point> fitted = new LinkedHashSet<>(elites.all());
        fitted.addAll(last.subList(Math.max(0, last.size() - FITTED), last.size()));
        double[][] places = fitted.stream().map(this::scaled).toArray(double[][]::new);
        double[] values = fitted.stream()
                .mapToDouble(point -> scores.of(point).orElseThrow())
                .toArray();
        return GaussianProcess.fit(places, values);
    }

    /** Returns the indices of a point, each from 0 to 1. */
    private double[] scaled(Point point) {
        double[] place = Repair.place(point);
        for (int i = 0; i < place.length; i++) {
            place[i] /= Math.max(1, space.tunables().get(i).values().size() - 1);
        }
        return place;
    }

    private Set<Point> proposals() {
        Set<Point> proposals = new LinkedHashSet<>();
        elites.points().stream()
                .limit(ELITES)
                .flatMap(elite -> space.neighbours(elite, Neighbourhood.ANY).stream())
                .filter(point -> !tried.has(point))
                .forEach(proposals::add);
        for (int i = 0; i < DRAWN; i++) {
            Point drawn = space.draw(random);
            if (!tried.has(drawn)) {
                proposals.add(drawn);
            }
        }
        return proposals;
    }

    @Override
    public void tell(Point point, Outcome outcome) {
        tried.add(point);
        double score = scores.put(point, outcome);
        boolean failure = Double.isInfinite(score);
        failed |= failure;
        elites.drop(point);
        last.remove(point);
        Integer example = examples.get(point);
        if (example == null) {
            examples.put(point, valid.learn(features.of(point), failure ? 1 : 0));
        } else {
            valid.revise(example, failure ? 1 : 0);
        }
        if (!failure) {
            elites.offer(point, score);
            last.add(point);
        }
    }
}
