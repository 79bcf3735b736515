package dev.tilewright.kernels.evaluate;

import dev.tilewright.kernels.evaluate.referee.Phase;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How long a runner may be silent in each phase before it counts as hanging.
 *
 * @param open to open a device, and to measure its peaks
 * @param reference to compute one reference
 * @param build to build a kernel
 * @param launch what the first run may take longer than others: drivers compile again at the first launch
 * @param run one run of a candidate, where there is no incumbent
 * @param slowdown one run, where there is an incumbent, in multiples of its time (and never above {@code run})
 */
public record TimeLimits(
        Duration open, Duration reference, Duration build, Duration launch, Duration run, double slowdown) {

    /** Long enough for a naive kernel of 5 s and a large kernel's compilation. */
    public static final TimeLimits DEFAULT = new TimeLimits(
            Duration.ofMinutes(3),
            Duration.ofMinutes(3),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            8);

    /** What the harness may take between two runs: copying, comparing, writing inputs. */
    private static final Duration BETWEEN_RUNS = Duration.ofSeconds(5);

    public TimeLimits {
        if (!open.isPositive()
                || !reference.isPositive()
                || !build.isPositive()
                || launch.isNegative()
                || !run.isPositive()
                || !(slowdown >= 1)) {
            throw new IllegalArgumentException("time limits must be positive, and the slowdown at least 1");
        }
    }

    /**
     * Returns how long {@code phase} may last at a time: a run, a build, a copy.
     *
     * @param incumbentNanos the median device time of the best so far, in ns
     * @param sampling how long sampling goes on by design
     */
    public Duration of(Phase phase, OptionalDouble incumbentNanos, Duration sampling) {
        Duration oneRun = oneRun(incumbentNanos);
        return switch (phase) {
            case OPENING, PEAKS -> open;
            case REFERENCE -> reference;
            case BUILDING, BUILDING_INCUMBENT -> build;
            case LAUNCHING -> launch.plus(oneRun);
            case VERIFYING -> oneRun.plus(BETWEEN_RUNS);
            // The last sample may begin when the time is all but spent, and the fewest samples are taken whatever they
            // take.
            case TIMING, COMPARING -> comparing(sampling, oneRun);
            case RUNNING_INCUMBENT -> launch.plus(comparing(sampling, oneRun));
        };
    }

    private static Duration comparing(Duration sampling, Duration oneRun) {
        return sampling.multipliedBy(2).plus(oneRun.multipliedBy(4)).plus(BETWEEN_RUNS);
    }

    private Duration oneRun(OptionalDouble incumbentNanos) {
        if (incumbentNanos.isEmpty()) {
            return run;
        }
        Duration slowest = Duration.ofNanos((long) (slowdown * incumbentNanos.getAsDouble()))
                .plus(Duration.ofSeconds(1));
        return slowest.compareTo(run) < 0 ? slowest : run;
    }
}
