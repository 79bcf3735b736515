package dev.tilewright.tuning.recorded;

import dev.tilewright.space.Point;
import dev.tilewright.tuning.Outcome;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What was recorded of one configuration.
 *
 * @param point the configuration
 * @param milliseconds the mean time of the kernel; empty where the configuration failed
 * @param samples the single times that it is the mean of, in milliseconds; empty where none were kept
 * @param costs what it took to evaluate the configuration
 * @param failure what went wrong, in the words of whoever recorded it; empty where the configuration was right
 */
public record Recorded(Point point, OptionalDouble milliseconds, List<Double> samples, Costs costs, String failure) {

    /**
     * What it took to evaluate a configuration, failed or not, in milliseconds.
     *
     * @param compilation to build it
     * @param verification to check its results
     * @param benchmark to time it
     */
    public record Costs(double compilation, double verification, double benchmark) {

        /** Returns what the evaluation cost in all, in seconds. */
        public double seconds() {
            return (compilation + verification + benchmark) / 1000;
        }
    }

    public Recorded {
        samples = List.copyOf(samples);
    }

    /** Returns what a strategy is told. */
    public Outcome outcome() {
        return milliseconds.isPresent() ? new Outcome.Time(milliseconds.getAsDouble() / 1000) : new Outcome.Failure();
    }
}
