package dev.tilewright.kernels.evaluate.measure;

import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Timing;
import java.util.Optional;

/**
 * Holds the device's clock against the host's.
 *
 * <p>A device cannot have worked for longer than the host has waited. It can have worked for less, since the host also waits for
 * the launches to be enqueued and for the word that they are done, but not for much less: a kernel that hides work from the
 * device's clock, on another queue or in a callback, is found here. A busy machine makes the host wait as well, but not in every
 * run, and so the run with the smallest gap decides. Where few runs were timed, further ones are made before anything is found.
 */
public final class ClockCheck {

    private static final double READING_ERROR = 0.01;
    private static final double READING_ERROR_NANOS = 20_000;
    private static final double OVERHEAD_FACTOR = 2;
    private static final double OVERHEAD_NANOS_PER_LAUNCH = 2_000_000;
    private static final int MOST_FURTHER_RUNS = 50;
    private static final long FURTHER_NANOS = 500_000_000;

    private ClockCheck() {}

    /**
     * Looks for a contradiction.
     *
     * @param samples the times of runs by both clocks
     * @param launches how many launches a run has
     * @param further one more run
     * @return what contradicts what, in one line; empty if the clocks agree
     */
    public static Optional<String> contradiction(Samples samples, int launches, Sampler.Run further)
            throws LaunchException {
        TimeEstimate device = samples.device();
        TimeEstimate host = samples.host();
        if (!(device.lowNanos() > 0)) {
            return Optional.of("the device's clock says that a run took no time");
        }
        if (device.medianNanos() > host.medianNanos() * (1 + READING_ERROR) + READING_ERROR_NANOS) {
            return Optional.of("the device's clock says %.3f ms, longer than the %.3f ms for which the host waited"
                    .formatted(device.medianNanos() / 1e6, host.medianNanos() / 1e6));
        }
        boolean hidden = samples.timings().stream().allMatch(timing -> unaccounted(timing, launches))
                && !oneAddsUp(launches, further);
        return hidden
                ? Optional.of("the host waited for %.3f ms, far longer than the %.3f ms of the device's clock"
                        .formatted(host.medianNanos() / 1e6, device.medianNanos() / 1e6))
                : Optional.empty();
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
        return timing.hostNanos() > OVERHEAD_FACTOR * timing.deviceNanos() + OVERHEAD_NANOS_PER_LAUNCH * launches;
    }
}
