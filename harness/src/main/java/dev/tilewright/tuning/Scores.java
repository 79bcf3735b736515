package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a strategy was told: of each point the logarithm of its time, infinite for a failure. */
final class Scores {

    private final Map<Point, Double> scores = new HashMap<>();

    /** Takes note of an outcome. Returns its score, the less the better. */
    double put(Point point, Outcome outcome) {
        double score = switch (outcome) {
            case Outcome.Time time -> Math.log(time.seconds());
            case Outcome.Failure _ -> Double.POSITIVE_INFINITY;
        };
        scores.put(point, score);
        return score;
    }

    /** Returns the score of a point; empty if nothing is known of it. */
    Optional<Double> of(Point point) {
        return Optional.ofNullable(scores.get(point));
    }
}
