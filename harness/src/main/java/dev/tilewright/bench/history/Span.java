package dev.tilewright.bench.history;

import java.util.ArrayList;
import java.util.List;

/**
 * What an axis of a chart shows.
 *
 * @param low the value at its start
 * @param high the value at its end, above {@code low}
 */
record Span(double low, double high) {

    private static final double[] ROUND = {1, 2, 5, 10};

    /** Returns a span with a little room on both sides. */
    static Span around(double low, double high) {
        double room = high > low ? 0.08 * (high - low) : Math.max(Math.abs(low) * 0.05, 1);
        return new Span(low - room, high + room);
    }

    /** Returns where a value lies, from 0 at the start to 1 at the end. */
    double position(double value) {
        return (value - low) / (high - low);
    }

    /** Returns round values within, about {@code wanted} of them. */
    List<Double> ticks(int wanted) {
        double rough = (high - low) / wanted;
        double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = 10 * magnitude;
        for (double round : ROUND) {
            if (round * magnitude >= rough * (1 - 1e-9)) {
                step = round * magnitude;
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (double i = Math.ceil(low / step); i * step <= high; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }
}
