package dev.tilewright.kernels.evaluate;

import dev.tilewright.kernels.evaluate.measure.CacheState;
import dev.tilewright.kernels.evaluate.measure.Roofline;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import dev.tilewright.kernels.evaluate.referee.ComparisonBudget;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How candidates are judged.
 *
 * @param limits how long a worker may be silent
 * @param sampling when timing ends
 * @param cache what the last-level cache holds when a timed run begins
 * @param comparison how a challenger is compared with the incumbent
 * @param memoryBytes how much memory a worker may take beyond what it has once its device is open and its inputs are made, in bytes
 * @param jmhFolder where JMH's JSON of every confirmation is kept; empty to keep none
 * @param peaks the device's peaks, below whose floor no time can be; empty where they are unknown
 */
public record EvaluationSettings(
        TimeLimits limits,
        SamplingBudget sampling,
        CacheState cache,
        ComparisonBudget comparison,
        long memoryBytes,
        Optional<Path> jmhFolder,
        Optional<Roofline> peaks) {

    private static final long MOST_MEMORY_BYTES = 4L << 30;

    public EvaluationSettings {
        if (memoryBytes <= 0) {
            throw new IllegalArgumentException("memory limit must be positive, not " + memoryBytes);
        }
    }

    /** Settings for a device whose peaks are unknown. */
    public EvaluationSettings(
            TimeLimits limits,
            SamplingBudget sampling,
            CacheState cache,
            ComparisonBudget comparison,
            long memoryBytes,
            Optional<Path> jmhFolder) {
        this(limits, sampling, cache, comparison, memoryBytes, jmhFolder, Optional.empty());
    }

    /** Returns the defaults, 4 GiB of memory, or a quarter of the machine's where that is less, and keeps no record of confirmations. */
    public static EvaluationSettings defaults() {
        return defaults(Optional.empty());
    }

    /**
     * Returns the defaults, with a record of confirmations.
     *
     * @param runFolder the run's folder, in which {@code jmh/} is made with the first confirmation
     */
    public static EvaluationSettings defaults(Path runFolder) {
        return defaults(Optional.of(runFolder.resolve("jmh")));
    }

    private static EvaluationSettings defaults(Optional<Path> jmhFolder) {
        return new EvaluationSettings(
                TimeLimits.DEFAULT,
                SamplingBudget.DEFAULT,
                CacheState.AUTO,
                ComparisonBudget.DEFAULT,
                Math.min(MOST_MEMORY_BYTES, machineMemoryBytes() / 4),
                jmhFolder);
    }

    /** Returns these settings with a floor for every time. */
    public EvaluationSettings withPeaks(Optional<Roofline> measured) {
        return new EvaluationSettings(limits, sampling, cache, comparison, memoryBytes, jmhFolder, measured);
    }

    /** Returns these settings with another end of timing. */
    public EvaluationSettings sampledBy(SamplingBudget budget) {
        return new EvaluationSettings(limits, budget, cache, comparison, memoryBytes, jmhFolder, peaks);
    }

    static long machineMemoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : MOST_MEMORY_BYTES * 4;
    }
}
