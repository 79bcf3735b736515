package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.tuning.recorded.Recorded;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a space from elsewhere: another device, or another problem. Times of one device say nothing about those of another, but
 * their order may; so they are kept relative to each other.
 */
public final class Known {

    private static final Standing UNKNOWN = new Standing(0, 0.5);

    private final String name;
    private final Map<Point, Standing> standings = new HashMap<>();

    /**
     * How good a point is elsewhere.
     *
     * @param performance the shortest time there, divided by the time of this point; 0 for a failure
     * @param rank the part of the points there that are better, from 0 to 1; 1 for a failure
     */
    record Standing(double performance, double rank) {}

    private record Timed(Point point, double time) {}

    private Known(String name, List<Timed> timed) {
        this.name = name;
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
    }

    /**
     * Takes what was recorded elsewhere.
     *
     * @param recorded the recording; configurations that the space does not have are left out
     * @param space the space that is searched
     * @throws IllegalArgumentException if the space has none of its configurations
     */
    public static Known of(RecordedSpace recorded, SearchSpace space) {
        List<Timed> timed = new ArrayList<>();
        for (Recorded row : recorded.rows()) {
            try {
                Point point = space.point(recorded.space().configuration(row.point()));
                if (space.contains(point)) {
                    timed.add(new Timed(point, row.milliseconds().orElse(Double.POSITIVE_INFINITY)));
                }
            } catch (IllegalArgumentException otherValues) {
                // It says nothing about this space.
            }
        }
        if (timed.isEmpty()) {
            throw new IllegalArgumentException("it has no configuration in common with the space that is searched");
        }
        return new Known(recorded.device(), timed);
    }

    /** Returns the name of the device. */
    public String name() {
        return name;
    }

    /** Returns the points of which something is known. */
    Iterable<Point> points() {
        return standings.keySet();
    }

    /** Returns how good a point is elsewhere; a middling one that nothing is known of counts as that. */
    Standing standing(Point point) {
        return standings.getOrDefault(point, UNKNOWN);
    }
}
