package dev.tilewright.kernels.evaluate.measure;

import dev.tilewright.device.Timing;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What sampling gave.
 *
 * @param timings one for each run that counts, in order
 * @param end why it ended
 */
public record Samples(List<Timing> timings, End end) {

    public Samples {
        timings = List.copyOf(timings);
    }

    /** Why sampling ended. */
    public enum End {
        /** The interval of the median is narrow enough. */
        PRECISE,
        /** Time or samples ran out. */
        SPENT,
        /** The candidate is certainly slower than the incumbent. */
        SLOWER
    }

    /** Estimates the time by the device's clock. */
    public TimeEstimate device() {
        return estimate(Timing::deviceNanos);
    }

    /** Estimates the time by the host's clock. */
    public TimeEstimate host() {
        return estimate(Timing::hostNanos);
    }

    private TimeEstimate estimate(ToLongFunction<Timing> clock) {
        return MedianInterval.of(
                timings.stream().mapToLong(clock).asDoubleStream().toArray());
    }
}
