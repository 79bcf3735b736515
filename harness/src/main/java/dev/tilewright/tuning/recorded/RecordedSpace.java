package dev.tilewright.tuning.recorded;

import dev.tilewright.space.ListedSpace;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.space.Tunable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A space that was measured whole, on one device. A search that runs on it costs what it would have cost there.
 *
 * @param kernel the name of the kernel
 * @param device the name of the device; empty where the recording does not say it
 * @param problem the size of the problem, as it was given: one number for each dimension
 * @param space the configurations that were measured
 * @param rows what was recorded of each, in the order of the space's numbers
 */
public record RecordedSpace(String kernel, String device, List<Long> problem, ListedSpace space, List<Recorded> rows) {

    public RecordedSpace {
        problem = List.copyOf(problem);
        rows = List.copyOf(rows);
    }

    /**
     * Puts a recording together.
     *
     * @throws IllegalArgumentException if it has no configuration, or one twice
     */
    public static RecordedSpace of(
            String kernel, String device, List<Long> problem, List<Tunable> tunables, List<Recorded> rows) {
        return new RecordedSpace(
                kernel,
                device,
                problem,
                new ListedSpace(tunables, rows.stream().map(Recorded::point).toList()),
                rows);
    }

    /** Returns what was recorded of a point of the space. */
    public Recorded row(Point point) {
        return rows.get(space.number(point));
    }

    /**
     * Returns the part of the recording that a definition of the space allows.
     *
     * @throws IllegalArgumentException if that is nothing
     */
    public RecordedSpace within(SearchSpace definition) {
        Predicate<Recorded> allowed = row -> {
            try {
                return definition.contains(definition.point(space.configuration(row.point())));
            } catch (IllegalArgumentException otherValues) {
                return false;
            }
        };
        List<Recorded> kept = new ArrayList<>(rows.stream().filter(allowed).toList());
        return of(kernel, device, problem, space.tunables(), kept);
    }

    /** Returns the shortest time, in milliseconds. */
    public double optimum() {
        return rows.stream()
                .flatMapToDouble(row -> row.milliseconds().stream())
                .min()
                .orElseThrow(() -> new IllegalStateException("no configuration of the recording is right"));
    }
}
