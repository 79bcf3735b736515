package dev.tilewright.tuning.recorded;

import dev.tilewright.space.Configuration;
import dev.tilewright.space.ListedSpace;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.space.Tunable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
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

    /** Times that differ by less, relatively, are the same time, written in another unit. */
    private static final double SAME = 1e-6;

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

    /**
     * Puts a recording together from configurations.
     *
     * @param row what was recorded of a configuration, which is that point
     * @throws IllegalArgumentException if there is no configuration, or one has a value that its tunable cannot have
     */
    public static RecordedSpace ofConfigurations(
            String kernel,
            String device,
            List<Long> problem,
            List<Tunable> tunables,
            Collection<Configuration> configurations,
            BiFunction<Configuration, Point, Recorded> row) {
        return of(
                kernel,
                device,
                problem,
                tunables,
                configurations.stream()
                        .map(each -> row.apply(each, Point.of(tunables, each)))
                        .toList());
    }

    /** Returns what was recorded of a point of the space. */
    public Recorded row(Point point) {
        return rows.get(space.number(point));
    }

    /**
     * Returns the part of the recording that a definition of the space allows. Where the definition has a tunable with one value that the
     * recording does not name, that value is meant.
     *
     * @throws IllegalArgumentException if that is nothing
     */
    public RecordedSpace within(SearchSpace definition) {
        TreeMap<String, String> settled = new TreeMap<>();
        for (Tunable tunable : definition.tunables()) {
            if (tunable.values().size() == 1) {
                settled.put(tunable.name(), tunable.values().getFirst());
            }
        }
        return within(configuration -> {
            TreeMap<String, String> values = new TreeMap<>(settled);
            values.putAll(configuration.values());
            return definition.find(new Configuration(values)).isPresent();
        });
    }

    /**
     * Returns the part of the recording whose configurations meet a condition.
     *
     * @throws IllegalArgumentException if that is nothing
     */
    public RecordedSpace within(Predicate<Configuration> allowed) {
        List<Recorded> kept = rows.stream()
                .filter(row -> allowed.test(space.configuration(row.point())))
                .toList();
        if (kept.isEmpty()) {
            throw new IllegalArgumentException("the definition allows none of the configurations that were recorded");
        }
        return of(kernel, device, problem, space.tunables(), kept);
    }

    /**
     * Tells whether another recording has the same times, at least of most configurations that both have and that are right in one of them:
     * then it is the same, in another file. Failures alone tell recordings apart no more than they make them alike.
     */
    public boolean isLike(RecordedSpace other) {
        int common = 0;
        int same = 0;
        for (Recorded row : other.rows) {
            Optional<Recorded> own = row(other.space.configuration(row.point()));
            if (own.isPresent()
                    && (own.get().milliseconds().isPresent()
                            || row.milliseconds().isPresent())) {
                common++;
                same += isAlike(own.get().milliseconds(), row.milliseconds()) ? 1 : 0;
            }
        }
        return common > 0 && 2 * same > common;
    }

    /** Returns what was recorded of a configuration; empty if it was not measured. */
    public Optional<Recorded> row(Configuration configuration) {
        return space.find(configuration).map(this::row);
    }

    private static boolean isAlike(OptionalDouble one, OptionalDouble other) {
        return one.isPresent()
                && other.isPresent()
                && Math.abs(one.getAsDouble() - other.getAsDouble()) <= SAME * one.getAsDouble();
    }

    /** Returns the values of a row's configuration as JSON has them, in the order of the tunables. */
    public SequencedMap<String, Object> values(Recorded row) {
        SequencedMap<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < space.tunables().size(); i++) {
            Tunable tunable = space.tunables().get(i);
            values.put(
                    tunable.name(),
                    RecordedFile.json(tunable.values().get(row.point().index(i))));
        }
        return values;
    }

    /** Returns the shortest time, in milliseconds. */
    public double optimum() {
        return rows.stream()
                .flatMapToDouble(row -> row.milliseconds().stream())
                .min()
                .orElseThrow(() -> new IllegalStateException("no configuration of the recording is right"));
    }
}
