package dev.tilewright.kernels.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Measurement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.task.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was measured of a kernel.
 *
 * @param deviceTime median device time of a run with its interval; empty unless the kernel was timed
 * @param hostTime the same on the host's clock
 * @param maxRelativeError the greatest error that was seen, relative to the output's magnitude; empty if nothing was verified
 * @param verified the problems on which the kernel was right
 * @param buildNanos time spent in the compiler, in ns
 * @param runNanos time spent in runs of the kernel, in ns
 * @param spent what the referee spent its time on; empty in what earlier versions measured
 */
public record KernelMeasurement(
        @JsonProperty("device_time_ns") Optional<TimeEstimate> deviceTime,
        @JsonProperty("host_time_ns") Optional<TimeEstimate> hostTime,
        @JsonProperty("max_relative_error") OptionalDouble maxRelativeError,
        @JsonProperty("verified") List<Problem> verified,
        @JsonProperty("build_ns") long buildNanos,
        @JsonProperty("run_ns") long runNanos,
        @JsonProperty("spent") Optional<TimeSpent> spent)
        implements Measurement {

    private static final KernelMeasurement NONE =
            new KernelMeasurement(Optional.empty(), Optional.empty(), OptionalDouble.empty(), List.of(), 0, 0);

    /** Makes a measurement of which nobody knows what time was spent on. */
    public KernelMeasurement(
            Optional<TimeEstimate> deviceTime,
            Optional<TimeEstimate> hostTime,
            OptionalDouble maxRelativeError,
            List<Problem> verified,
            long buildNanos,
            long runNanos) {
        this(deviceTime, hostTime, maxRelativeError, verified, buildNanos, runNanos, Optional.empty());
    }

    public KernelMeasurement {
        verified = List.copyOf(verified);
    }

    /** Returns the same, told of {@code known} problems only. */
    KernelMeasurement verifiedAmong(List<Problem> known) {
        return new KernelMeasurement(
                deviceTime,
                hostTime,
                maxRelativeError,
                verified.stream().filter(known::contains).toList(),
                buildNanos,
                runNanos,
                spent);
    }

    /** Returns the same, with what the referee spent its time on. */
    public KernelMeasurement spending(TimeSpent time) {
        return new KernelMeasurement(
                deviceTime, hostTime, maxRelativeError, verified, buildNanos, runNanos, Optional.of(time));
    }

    /** Returns what was measured in an evaluation of this domain; of one that failed before anything was measured, nothing. */
    public static KernelMeasurement of(Evaluation evaluation) {
        return evaluation.measured().map(KernelMeasurement.class::cast).orElse(NONE);
    }

    /** Returns the median device time of a step, with its interval; empty unless its evaluation was ok. */
    public static Optional<TimeEstimate> deviceTime(Step step) {
        return of(step.evaluation()).deviceTime();
    }

    /** Returns half of the interval of the device time, as a difference of logarithms like all fitness. */
    @Override
    public double uncertainty() {
        return deviceTime
                .map(time -> Math.log(time.highNanos() / time.lowNanos()) / 2)
                .filter(Double::isFinite)
                .orElse(0.0);
    }

    /** Returns the problems on which a kernel was right, in its evaluation and, where there was one, in its confirmation. */
    public static List<Problem> verified(Step step) {
        return step.confirmation()
                .flatMap(Confirmation::measured)
                .map(measured -> ((KernelComparison) measured).verified())
                .orElse(of(step.evaluation()).verified());
    }

    /** Returns the fitness of a kernel that takes so long: minus the natural logarithm of the time in seconds. */
    public static double fitness(double nanos) {
        return -Math.log(nanos * 1e-9);
    }

    /** Returns the time of a kernel of this fitness, in ns. */
    public static double nanos(double fitness) {
        return Math.exp(-fitness) * 1e9;
    }

    /**
     * Makes the evaluation of a kernel.
     *
     * @param nanos how long the evaluation took, in ns
     */
    public Evaluation evaluation(Status status, String diagnostics, long nanos) {
        OptionalDouble fitness = status == Status.OK
                ? OptionalDouble.of(fitness(deviceTime.orElseThrow().medianNanos()))
                : OptionalDouble.empty();
        return new Evaluation(status, fitness, diagnostics, Optional.of(this), nanos);
    }
}
