package dev.tilewright.kernels.evaluate.measure;

import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Timing;

/**
 * Believes the device's clock only as far as the referee's allows.
 *
 * <p>The referee waits for longer than a device works: launches have to be enqueued, and the word that they are done has to come. But not
 * for much longer: a kernel that hides work from the device's clock, on another queue or in a callback, or a process that reports what it
 * likes, is found here. A busy machine makes the referee wait as well, but not in every run, and so the run with the smallest gap
 * decides. Where no run adds up, what the referee has waited is the time.
 */
public final class ClockCheck {

    private static final double OVERHEAD_FACTOR = 1.25;
    private static final double OVERHEAD_NANOS_PER_LAUNCH = 250_000;
    private static final double OVERHEAD_NANOS = 500_000;
    private static final int MOST_FURTHER_RUNS = 50;
    private static final long FURTHER_NANOS = 500_000_000;

    private ClockCheck() {}

    /**
     * Returns what can be believed.
     *
     * @param samples the times of runs by both clocks
     * @param launches how many launches a run has
     * @param further one more run
     * @return the samples; with the referee's time in place of the device's where the two never agree
     */
    public static Samples believed(Samples samples, int launches, Sampler.Run further) throws LaunchException {
        boolean hidden = samples.timings().stream().allMatch(timing -> unaccounted(timing, launches))
                && !oneAddsUp(launches, further);
        return hidden
                ? new Samples(
                        samples.timings().stream()
                                .map(timing -> new Timing(timing.hostNanos(), timing.hostNanos()))
                                .toList(),
                        samples.end())
                : samples;
    }

    private static boolean oneAddsUp(int launches, Sampler.Run further) throws LaunchException {
        long end = System.nanoTime() + FURTHER_NANOS;
        for (int runs = 0; runs < MOST_FURTHER_RUNS && System.nanoTime() < end; runs++) {
            if (!unaccounted(further.once(), launches)) {
                return true;
            }
        }
        return false;
    }

    private static boolean unaccounted(Timing timing, int launches) {
        return timing.hostNanos()
                > OVERHEAD_FACTOR * timing.deviceNanos() + OVERHEAD_NANOS_PER_LAUNCH * launches + OVERHEAD_NANOS;
    }
}
