package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Best so far, evaluation by evaluation.
 *
 * @param points one for each evaluation, in order
 */
record Curve(List<Point> points) {

    Curve {
        points = List.copyOf(points);
    }

    /**
     * One evaluation.
     *
     * @param evaluation its number, from 1
     * @param seconds from the start of the run to its commit
     * @param ownNanos its own median device time after all comparisons; empty unless it was ok
     * @param bestNanos the median device time of the best after it; empty while there is none
     * @param best whether it became the best
     * @param step what it was
     */
    record Point(
            int evaluation,
            double seconds,
            OptionalDouble ownNanos,
            OptionalDouble bestNanos,
            boolean best,
            Step step) {}

    static Curve of(Findings findings) {
        List<Integer> bests = findings.bests().stream().map(Step::ordinal).toList();
        int last = -1;
        List<Point> points = new ArrayList<>();
        OptionalDouble best = OptionalDouble.empty();
        for (int i = 0; i < findings.steps().size(); i++) {
            Step step = findings.steps().get(i);
            OptionalDouble own = findings.time(step)
                    .map(time -> OptionalDouble.of(time.medianNanos()))
                    .orElse(OptionalDouble.empty());
            int place = bests.indexOf(step.ordinal());
            // One that waited for its confirmation may have taken over from one that came after it.
            if (place > last) {
                best = own;
                last = place;
            }
            points.add(new Point(
                    step.ordinal() + 1, findings.moments().get(i).toMillis() / 1e3, own, best, place >= 0, step));
        }
        return new Curve(points);
    }

    /** Writes {@code curve.csv}; cells are empty while there is no best. */
    String csv(OptionalDouble baselineNanos) {
        StringBuilder csv = new StringBuilder("evaluation,seconds,best_median_ns,speedup\n");
        for (Point point : points) {
            csv.append(point.evaluation()).append(',').append(String.format(Locale.ROOT, "%.3f", point.seconds()));
            csv.append(',');
            point.bestNanos().ifPresent(nanos -> csv.append(String.format(Locale.ROOT, "%.1f", nanos)));
            csv.append(',');
            if (point.bestNanos().isPresent() && baselineNanos.isPresent()) {
                csv.append(String.format(
                        Locale.ROOT,
                        "%.4f",
                        baselineNanos.getAsDouble() / point.bestNanos().getAsDouble()));
            }
            csv.append('\n');
        }
        return csv.toString();
    }
}
