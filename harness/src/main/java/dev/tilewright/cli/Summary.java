package dev.tilewright.cli;

import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.report.Figures;
import dev.tilewright.report.Findings;
import java.util.OptionalDouble;

/** A run's outcome in a line. */
final class Summary {

    private Summary() {}

    /** Says why there is no best. */
    static String withoutBest(Findings findings) {
        return findings.steps().isEmpty() ? "Nothing was evaluated." : "No candidate was right.";
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
