package dev.tilewright.bench.history;

import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * One case over time.
 *
 * @param suite the suite's name
 * @param name the case's name
 * @param points the runs in which it was timed, the oldest first
 */
public record Series(String suite, String name, List<Point> points) {

    public Series {
        points = List.copyOf(points);
    }

    /**
     * A run of it.
     *
     * @param at when the run began
     * @param run the run
     * @param measured the case
     * @param time its device time
     */
    public record Point(Instant at, HistoryEntry run, HistoryEntry.Case measured, TimeEstimate time) {}

    /**
     * Sorts runs by case, in the order in which cases appeared.
     *
     * @param suite only of this suite; empty for all
     * @param name only cases of this name; empty for all
     */
    public static List<Series> of(List<HistoryEntry> entries, Optional<String> suite, Optional<String> name) {
        SequencedMap<List<String>, List<Point>> byCase = new LinkedHashMap<>();
        for (HistoryEntry entry : entries) {
            if (suite.isPresent() && !suite.get().equals(entry.suite())) {
                continue;
            }
            for (HistoryEntry.Case measured : entry.cases()) {
                if (measured.time().isPresent()
                        && name.map(measured.name()::equals).orElse(true)) {
                    byCase.computeIfAbsent(List.of(entry.suite(), measured.name()), _ -> new ArrayList<>())
                            .add(new Point(
                                    Instant.parse(entry.began()),
                                    entry,
                                    measured,
                                    measured.time().get()));
                }
            }
        }
        return byCase.entrySet().stream()
                .map(known ->
                        new Series(known.getKey().getFirst(), known.getKey().getLast(), known.getValue()))
                .toList();
    }

    /** Returns the machines that it was timed on, in the order in which they appeared. */
    public List<String> machines() {
        return points.stream()
                .map(point -> point.measured().machine())
                .distinct()
                .toList();
    }

    /** Tells whether a point was timed with another driver than the one before it on its machine. */
    public boolean driverChanged(Point point) {
        return points.subList(0, points.indexOf(point)).reversed().stream()
                .filter(before ->
                        before.measured().machine().equals(point.measured().machine()))
                .findFirst()
                .filter(before -> !before.measured()
                        .hardware()
                        .driver()
                        .equals(point.measured().hardware().driver()))
                .isPresent();
    }
}
