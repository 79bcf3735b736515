package dev.tilewright.tuning.recorded;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.space.Point;
import dev.tilewright.tuning.Outcome;
import java.util.List;
import java.util.Optional;
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

    private static final double SHORTEST = 1e-9;

    private static final double LONGEST = 1e19;

    public Recorded {
        samples = List.copyOf(samples);
    }

    /**
     * Returns a time as it was written, in milliseconds; empty where it cannot be one: Kernel Tuner writes 1e20 for a failure, and nothing takes less
     * than a cycle of a clock.
     */
    static OptionalDouble time(double milliseconds) {
        return milliseconds > SHORTEST && milliseconds < LONGEST
                ? OptionalDouble.of(milliseconds)
                : OptionalDouble.empty();
    }

    /** Returns the fitness of a configuration that takes so many milliseconds: minus the natural logarithm of the time in seconds. */
    static double fitness(double milliseconds) {
        return -Math.log(milliseconds / 1000);
    }

    /** Returns how the evaluation ended, by the words of Kernel Tuner and of the T4 format. */
    public Status status() {
        if (milliseconds.isPresent()) {
            return Status.OK;
        }
        return switch (failure) {
            case "CompilationFailedConfig", "compile" -> Status.BUILD_ERROR;
            case "RuntimeFailedConfig", "runtime" -> Status.LAUNCH_ERROR;
            case "InvalidConfig", "constraints" -> Status.REJECTED;
            case "timeout" -> Status.TIMEOUT;
            default -> Status.WRONG_RESULT;
        };
    }

    /** Returns the evaluation, which takes as long as it took when it was recorded. */
    public Evaluation evaluation() {
        return new Evaluation(
                status(),
                milliseconds.isPresent() ? OptionalDouble.of(fitness(milliseconds.getAsDouble())) : milliseconds,
                failure,
                Optional.of(new RecordedMeasurement(milliseconds, samples, costs)),
                Math.round(costs.seconds() * 1e9));
    }

    /** Returns what a strategy is told. */
    public Outcome outcome() {
        return milliseconds.isPresent() ? new Outcome.Time(milliseconds.getAsDouble() / 1000) : new Outcome.Failure();
    }
}
