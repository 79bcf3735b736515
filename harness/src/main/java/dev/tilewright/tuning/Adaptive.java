package dev.tilewright.tuning;

import dev.tilewright.evolve.surrogate.Forest;
import dev.tilewright.evolve.surrogate.Prediction;
import dev.tilewright.evolve.surrogate.Query;
import dev.tilewright.space.Neighbourhood;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The strategy that is ours: a forest that learns from every outcome says which of a few hundred proposals is worth an evaluation.
 *
 * <p>It begins with a few points that lie far from each other. From then on proposals come from three sources: all neighbours of the best points
 * known, crossings of them, and uniform draws. The one with the least lower confidence bound of the logarithm of time is evaluated (the
 * bound of Srinivas et al., "Gaussian process optimization in the bandit setting", ICML 2010, with a forest in place of the process, as in Hutter
 * et al., "Sequential model-based optimization", LION 2011). That few proposals are looked at is not only cheaper than to look at all: what
 * is left out at random keeps the search from asking for the same corner again and again.
 *
 * <p>Where the kernel is known elsewhere, a {@link WarmStart} comes first.
 *
 * <p>A failure counts as the longest time so far, so that the forest avoids what is like it.
 */
final class Adaptive implements Strategy {

    /** It begins with so many points that lie far from each other. */
    private static final int SPREAD = 6;

    private static final int TREES = 20;

    /** So many of the features are tried for a split, as a part of them. */
    private static final double SHARE = 0.3;

    /** A tree is grown anew when so much more is known, as a part of what is known. */
    private static final double GROWTH = 0.2;

    /** Of so many of the best points the neighbours are proposed. */
    private static final int ELITES = 4;

    /** So many crossings are proposed. */
    private static final int CROSSED = 25;

    /** So many uniform draws are proposed. */
    private static final int DRAWN = 50;

    /** How optimistic the bound is, in standard deviations of the trees. */
    private static final double DEVIATIONS = 0.6;

    /** So many points are what is expected from elsewhere, portfolio included, if it is known. */
    private static final int FIRST = 8;

    /** What is known elsewhere makes proposals until so many outcomes are known here. */
    private static final int WARM = 60;

    private static final int PROMISING = 40;

    /** A failure before the first time is known counts as so much longer than that, in the logarithm. */
    private static final double LONG = 3;

    private final SearchSpace space;
    private final UniformRandomProvider random;
    private final Tried tried;
    private final PointFeatures features;
    private final Forest forest;
    private final Elites elites;
    private final Deque<Point> begin;
    private final Optional<WarmStart> warm;
    private final Map<Point, Integer> examples = new HashMap<>();
    private final List<Integer> failures = new ArrayList<>();
    private final Map<Point, List<Proposal>> neighbours = new HashMap<>();
    /** The first time that was told: all are looked at relative to it, so that their unit does not matter. */
    private OptionalDouble first = OptionalDouble.empty();

    private double longest = Double.NEGATIVE_INFINITY;

    /** The best of the proposals that were considered, and its bound. */
    private Optional<Point> best = Optional.empty();

    private double least;

    private record Proposal(Point point, Query query) {}

    Adaptive(StrategySetting setting) {
        space = setting.space();
        random = setting.random();
        tried = new Tried(setting);
        features = new PointFeatures(space, setting.known());
        forest = new Forest(TREES, features.count(), SHARE, 1, GROWTH, random);
        elites = new Elites(ELITES);
        begin = new ArrayDeque<>(Spread.points(space, SPREAD, random));
        warm = setting.known().isEmpty() ? Optional.empty() : Optional.of(new WarmStart(setting.known(), tried));
    }

    @Override
    public Optional<Point> ask() {
        Optional<Point> next = warm.flatMap(WarmStart::next)
                .or(this::expected)
                .or(this::begin)
                .or(this::best)
                .or(tried::fresh);
        next.ifPresent(tried::add);
        return next;
    }

    /** Returns the point that devices elsewhere expect to be best, as long as next to nothing is known here. */
    private Optional<Point> expected() {
        return forest.size() < FIRST
                ? warm.flatMap(known -> known.promising(1).stream().findFirst())
                : Optional.empty();
    }

    private Optional<Point> begin() {
        begin.removeIf(tried::has);
        return warm.isPresent() ? Optional.empty() : Optional.ofNullable(begin.poll());
    }

    private Optional<Point> best() {
        if (forest.size() == 0) {
            return Optional.empty();
        }
        least = Double.POSITIVE_INFINITY;
        best = Optional.empty();
        for (Point elite : elites.points()) {
            neighbours(elite).forEach(this::consider);
        }
        for (int i = 0; i < CROSSED && elites.size() > 1; i++) {
            Point crossing = elites.crossing(random);
            if (space.contains(crossing)) {
                consider(crossing);
            }
        }
        warm.filter(_ -> forest.size() < WARM)
                .ifPresent(known -> known.promising(PROMISING).forEach(this::consider));
        for (int i = 0; i < DRAWN; i++) {
            consider(space.draw(random));
        }
        return best;
    }

    private void consider(Point point) {
        if (!tried.has(point)) {
            compare(point, forest.predict(features.of(point)));
        }
    }

    private void consider(Proposal proposal) {
        if (!tried.has(proposal.point())) {
            compare(proposal.point(), forest.predict(proposal.query()));
        }
    }

    private void compare(Point point, Prediction prediction) {
        double bound = prediction.bound(DEVIATIONS);
        if (bound < least) {
            least = bound;
            best = Optional.of(point);
        }
    }

    private List<Proposal> neighbours(Point point) {
        return neighbours.computeIfAbsent(
                point,
                of -> space.neighbours(of, Neighbourhood.ANY).stream()
                        .map(neighbour -> new Proposal(neighbour, forest.query(features.of(neighbour))))
                        .toList());
    }

    @Override
    public void tell(Point point, Outcome outcome) {
        tried.add(point);
        double score = score(outcome);
        warm.ifPresent(known -> known.tell(point, score));
        elites.drop(point);
        if (Double.isInfinite(score)) {
            failures.add(learn(point, Double.isInfinite(longest) ? LONG : longest));
            return;
        }
        if (score > longest) {
            longest = score;
            failures.forEach(failure -> forest.revise(failure, longest));
        }
        elites.offer(point, score);
        learn(point, score);
    }

    /** Returns the number of the example, which may be known with another value. */
    private int learn(Point point, double value) {
        Integer known = examples.get(point);
        if (known != null) {
            forest.revise(known, value);
            return known;
        }
        int example = forest.learn(features.of(point), value);
        examples.put(point, example);
        return example;
    }

    private double score(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Time time -> {
                first = first.isPresent() ? first : OptionalDouble.of(time.seconds());
                yield Math.log(time.seconds() / first.getAsDouble());
            }
            case Outcome.Failure _ -> Double.POSITIVE_INFINITY;
        };
    }
}
