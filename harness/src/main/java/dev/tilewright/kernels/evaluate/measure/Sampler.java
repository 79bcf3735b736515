package dev.tilewright.kernels.evaluate.measure;

import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Runs a kernel again and again until its median is known well enough.
 *
 * <p>Sampling ends when the interval of the median is narrow enough, when the budget is spent, or when the candidate is certainly
 * slower than the incumbent: a race that is lost needs no precise time. A kernel that a driver or a virtual machine compiles at its
 * first launches is warmed up with the very launches that are timed, because both compile for what they see.
 */
public final class Sampler {

    /** A warm-up may go on for this many times its length while runs still become faster. */
    private static final int PATIENCE = 3;

    private static final double STILL_FASTER = 0.97;

    private final SamplingBudget budget;

    public Sampler(SamplingBudget budget) {
        this.budget = budget;
    }

    /** One run of the launches that are timed. */
    @FunctionalInterface
    public interface Run {
        Timing once() throws LaunchException;
    }

    /**
     * Runs without keeping times, for at least {@code nanos} of the host's clock, and longer while runs become faster.
     *
     * @return the time of the last run
     */
    public Timing warmUp(Run run, long nanos) throws LaunchException {
        long start = System.nanoTime();
        long fastestBefore = Long.MAX_VALUE;
        while (true) {
            long intervalStart = System.nanoTime();
            long fastest = Long.MAX_VALUE;
            Timing last;
            do {
                last = run.once();
                fastest = Math.min(fastest, last.hostNanos());
            } while (System.nanoTime() - intervalStart < nanos / PATIENCE);
            long spent = System.nanoTime() - start;
            boolean settled = fastest > STILL_FASTER * fastestBefore;
            if ((spent >= nanos && settled) || spent >= PATIENCE * nanos) {
                return last;
            }
            fastestBefore = Math.min(fastest, fastestBefore);
        }
    }

    /**
     * Takes samples.
     *
     * @param run one run
     * @param between what is done before each, outside of any clock
     * @param incumbentNanos the median device time of the best so far, in ns
     * @param taken samples that were taken before, which count
     */
    public Samples sample(Run run, Runnable between, OptionalDouble incumbentNanos, List<Timing> taken)
            throws LaunchException {
        List<Timing> timings = new ArrayList<>(taken);
        long start = System.nanoTime();
        int nextCheck = budget.leastSamples();
        while (true) {
            if (timings.size() >= nextCheck) {
                Samples samples = new Samples(timings, Samples.End.SPENT);
                TimeEstimate device = samples.device();
                if (precise(device)) {
                    return new Samples(timings, Samples.End.PRECISE);
                }
                if (incumbentNanos.isPresent() && slower(samples, device, incumbentNanos.getAsDouble())) {
                    return new Samples(timings, Samples.End.SLOWER);
                }
                // Sorting all samples after each one would be felt between runs of a few microseconds.
                nextCheck = timings.size() + Math.max(1, timings.size() / 8);
            }
            boolean spent = System.nanoTime() - start >= budget.timeNanos();
            if (timings.size() >= budget.mostSamples() || (spent && timings.size() >= budget.leastSamples())) {
                return new Samples(timings, Samples.End.SPENT);
            }
            between.run();
            timings.add(run.once());
        }
    }

    private boolean precise(TimeEstimate time) {
        return time.samples() >= MedianInterval.LEAST_SAMPLES
                && time.highNanos() - time.lowNanos() <= 2 * budget.precision() * time.medianNanos();
    }

    private boolean slower(Samples samples, TimeEstimate time, double incumbent) {
        long fastest =
                samples.timings().stream().mapToLong(Timing::deviceNanos).min().orElseThrow();
        return fastest > budget.raceFactor() * incumbent
                || (time.samples() >= MedianInterval.LEAST_SAMPLES && time.lowNanos() > incumbent);
    }
}
