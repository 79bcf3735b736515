package dev.tilewright.tuning.recorded;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Measurement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was recorded of a configuration, as memory keeps it.
 *
 * @param milliseconds the mean time of the kernel; empty where the configuration failed
 * @param samples the single times that it is the mean of, in milliseconds; empty where none were kept
 * @param costs what it took to evaluate the configuration
 */
public record RecordedMeasurement(OptionalDouble milliseconds, List<Double> samples, Recorded.Costs costs)
        implements Measurement {

    public RecordedMeasurement {
        samples = List.copyOf(samples);
    }

    /** Returns what was measured in an evaluation of this domain; empty where the configuration is not in the recording. */
    public static Optional<RecordedMeasurement> of(Evaluation evaluation) {
        return evaluation.measured().map(RecordedMeasurement.class::cast);
    }
}
