package dev.tilewright.cli;

import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.report.Figures;
import dev.tilewright.report.Findings;
import dev.tilewright.report.Findings.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** A run's outcome in a line. */
final class Summary {

    private Summary() {}

    private static final int MOST_REASONS = 6;

    /** Says that there is no best. */
    static String withoutBest(Findings findings) {
        if (findings.steps().isEmpty()) {
            return "Nothing was evaluated.";
        }
        return findings.undecided() ? "Nothing was decided." : "No candidate was right.";
    }

    /**
     * Says what a person must know of what failed, a line each: where no candidate was right, the main reasons, that of the naive kernel first;
     * otherwise only what a confirmation refuted. What the harness failed to decide is always told.
     */
    static List<String> failures(Findings findings) {
        List<Failure> told = findings.failures().stream()
                .filter(failure ->
                        findings.best().isEmpty() || failure.refuted() || failure.status() == Status.UNDECIDED)
                .toList();
        List<String> lines = new ArrayList<>();
        told.stream().limit(MOST_REASONS).map(Summary::line).forEach(lines::add);
        int left = told.stream().skip(MOST_REASONS).mapToInt(Failure::count).sum();
        if (left > 0) {
            lines.add("%5d  for other reasons, which the report has".formatted(left));
        }
        return lines;
    }

    private static String line(Failure failure) {
        return "%5d  %s: %s%s"
                .formatted(
                        failure.count(),
                        failure.status().id(),
                        failure.diagnostic(),
                        failure.naive()
                                ? failure.count() == 1 ? " (the naive kernel)" : " (the naive kernel among them)"
                                : "");
    }

    /** Says how fast the best is, and over what: {@code best 27.9 ms (27.7 to 28.2), 77.0 GFLOP/s, 21.9× the naive kernel (612 ms)}. */
    static String best(Findings findings) {
        TimeEstimate time = findings.bestTime().orElseThrow();
        StringBuilder line = new StringBuilder("best ")
                .append(Figures.time(time.medianNanos()))
                .append(" (95 % interval ")
                .append(Figures.time(time.lowNanos()))
                .append(" to ")
                .append(Figures.time(time.highNanos()))
                .append(')');
        String rate = findings.demand().rate(time.medianNanos());
        if (!rate.isEmpty()) {
            line.append(", ").append(rate);
        }
        OptionalDouble share = findings.demand().rooflineFraction(time.medianNanos());
        share.ifPresent(
                value -> line.append(", ").append(Figures.percent(value)).append(" of the roofline"));
        OptionalDouble speedup = findings.speedup(findings.best().orElseThrow());
        speedup.ifPresent(factor -> line.append(", ")
                .append(Figures.factor(factor))
                .append(" as fast as ")
                .append(findings.baselineName())
                .append(" (")
                .append(Figures.time(findings.baselineTime().orElseThrow().medianNanos()))
                .append(')'));
        return line.toString();
    }
}
