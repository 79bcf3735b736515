package dev.tilewright.tuning;

import dev.tilewright.evolve.surrogate.Forest;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.tuning.recorded.Recorded;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.simple.RandomSource;

/**
 * What is known of a space from elsewhere: another device, or another problem. Times of one device say nothing about those of another, but
 * their order may; so they are kept relative to each other. Where only a part of the space was tried there, a forest that learned from it
 * says how the rest would have ranked.
 */
public final class Known {

    private static final Standing UNKNOWN = new Standing(0, 0.5);

    /** Of fewer points than this part of the space, the rest is guessed. */
    private static final double WHOLE = 0.5;

    private static final int TREES = 20;

    private static final double SHARE = 0.5;

    private static final double GROWTH = 0.2;

    private final Map<Point, Standing> standings = new HashMap<>();
    private final PointFeatures features;
    private final Optional<Forest> rest;

    /**
     * How good a point is elsewhere.
     *
     * @param performance the shortest time there, divided by the time of this point; 0 for a failure, and where it was not tried
     * @param rank the part of the points there that are better, from 0 to 1; 1 for a failure
     */
    record Standing(double performance, double rank) {}

    private record Timed(Point point, double time) {}

    private Known(List<Timed> timed, SearchSpace space) {
        List<Timed> sorted = new ArrayList<>(timed);
        sorted.sort((one, two) -> Double.compare(one.time(), two.time()));
        for (int i = 0; i < sorted.size(); i++) {
            double time = sorted.get(i).time();
            standings.put(
                    sorted.get(i).point(),
                    Double.isInfinite(time)
                            ? new Standing(0, 1)
                            : new Standing(sorted.getFirst().time() / time, i / (double) sorted.size()));
        }
        features = new PointFeatures(space, List.of());
        boolean isWhole =
                space.size().isPresent() && timed.size() >= WHOLE * space.size().getAsLong();
        rest = isWhole ? Optional.empty() : Optional.of(forest(timed));
    }

    private Forest forest(List<Timed> timed) {
        Forest forest = new Forest(
                TREES, features.count(), SHARE, 1, GROWTH, RandomSource.XO_SHI_RO_256_PP.create(timed.size()));
        for (Timed each : timed) {
            forest.learn(
                    features.of(each.point()),
                    standings.getOrDefault(each.point(), UNKNOWN).rank());
        }
        return forest;
    }

    /**
     * Takes what was found elsewhere.
     *
     * @param outcomes what came of each point that was tried there, in the order in which it was, at least one
     * @param space the space that is searched
     */
    public static Known of(Map<Point, Outcome> outcomes, SearchSpace space) {
        List<Timed> timed = new ArrayList<>();
        outcomes.forEach((point, outcome) -> timed.add(new Timed(
                point,
                switch (outcome) {
                    case Outcome.Time time -> time.seconds();
                    case Outcome.Failure _ -> Double.POSITIVE_INFINITY;
                })));
        return new Known(timed, space);
    }

    /**
     * Takes what was recorded elsewhere.
     *
     * @param recorded the recording; configurations that the space does not have are left out
     * @param space the space that is searched
     * @throws IllegalArgumentException if the space has none of its configurations
     */
    public static Known of(RecordedSpace recorded, SearchSpace space) {
        Map<Point, Outcome> outcomes = new LinkedHashMap<>();
        for (Recorded row : recorded.rows()) {
            space.find(recorded.space().configuration(row.point()))
                    .ifPresent(point -> outcomes.put(point, row.outcome()));
        }
        if (outcomes.isEmpty()) {
            throw new IllegalArgumentException("it has no configuration in common with the space that is searched");
        }
        return of(outcomes, space);
    }

    /** Returns the points that were tried there. */
    Iterable<Point> points() {
        return standings.keySet();
    }

    /** Returns how good a point is elsewhere, as it was found or as it is guessed from what was. */
    Standing standing(Point point) {
        Standing found = standings.get(point);
        return found != null
                ? found
                : rest.map(forest -> new Standing(
                                0, forest.predict(features.of(point)).mean()))
                        .orElse(UNKNOWN);
    }
}
