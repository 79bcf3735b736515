package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Point;
import dev.tilewright.tuning.ConfigurationGenome;
import dev.tilewright.tuning.recorded.Recorded;
import dev.tilewright.tuning.recorded.RecordedMeasurement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What memory has of one configuration, as other tuners are told it.
 *
 * @param kernel the kernel, so that those of several are told apart
 * @param entry the kernel's entry point
 * @param configuration the configuration
 * @param milliseconds its time; empty where it failed
 * @param samples the single times, in milliseconds; empty where none were kept
 * @param costs what it took to evaluate it
 * @param failure how it failed, in the words of the T4 format; empty where it was right
 */
record Result(
        String kernel,
        String entry,
        Configuration configuration,
        OptionalDouble milliseconds,
        List<Double> samples,
        Recorded.Costs costs,
        String failure) {

    private static final double NANOS = 1e6;

    /** Returns what a step says of a configuration of a kernel; empty where it is none of a kernel with tunables. */
    static Optional<Result> ofKernel(Step step) {
        KernelGenome genome = KernelGenome.of(step.candidate());
        if (genome.kernelName().isEmpty() || genome.configuration().values().isEmpty()) {
            return Optional.empty();
        }
        Evaluation evaluation = step.standing();
        KernelMeasurement measured = KernelMeasurement.of(step.evaluation());
        long verification = Math.max(0, evaluation.nanos() - measured.buildNanos() - measured.runNanos());
        return Optional.of(new Result(
                genome.kernelName().get(),
                genome.program().launches().getFirst().entry(),
                genome.configuration(),
                milliseconds(evaluation),
                List.of(),
                new Recorded.Costs(measured.buildNanos() / NANOS, verification / NANOS, measured.runNanos() / NANOS),
                failure(evaluation.status())));
    }

    /** Returns what a step says of a configuration that was recorded. */
    static Result ofConfiguration(Step step) {
        Evaluation evaluation = step.standing();
        Optional<RecordedMeasurement> measured = RecordedMeasurement.of(evaluation);
        return new Result(
                "",
                "",
                ConfigurationGenome.of(step.candidate()).configuration(),
                measured.map(RecordedMeasurement::milliseconds).orElseGet(() -> milliseconds(evaluation)),
                measured.map(RecordedMeasurement::samples).orElse(List.of()),
                measured.map(RecordedMeasurement::costs).orElse(new Recorded.Costs(0, 0, 0)),
                failure(evaluation.status()));
    }

    private static OptionalDouble milliseconds(Evaluation evaluation) {
        return evaluation.fitness().isPresent()
                ? OptionalDouble.of(KernelMeasurement.nanos(evaluation.fitness().getAsDouble()) / NANOS)
                : OptionalDouble.empty();
    }

    private static String failure(Status status) {
        return switch (status) {
            case OK -> "";
            case BUILD_ERROR -> "compile";
            case REJECTED -> "constraints";
            case TIMEOUT -> "timeout";
            case LAUNCH_ERROR, CRASH -> "runtime";
            case WRONG_RESULT, UNDECIDED -> "correctness";
        };
    }

    /** Returns it as a row of a recording. */
    Recorded row(Point point) {
        return new Recorded(point, milliseconds, samples, costs, failure);
    }
}
