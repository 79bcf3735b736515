package dev.tilewright.kernels.evaluate.measure;

import dev.tilewright.device.DeviceFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Finds times that the device cannot have reached: below the least work over the measured peaks. Such a time is an error, never a record.
 * A time that is below them by more than {@value #DOUBTFUL} and may still be true is doubtful: nobody is refused for it, and nobody
 * becomes the best by it.
 *
 * <p>It must never refuse an honest kernel, so everything that is uncertain counts for the kernel:
 *
 * <ul>
 *   <li>Work is {@link LeastWork}, not what the expression's text says.
 *   <li>Memory counts only for what caches cannot hold: {@value #CACHES} times the last-level cache is taken off, since what a run
 *       leaves there is there for the next, inner caches add to it, and virtual machines do not tell its size exactly. Where the size of the cache is
 *       unknown, memory does not count. The rate is the faster of copying and reading.
 *   <li>Arithmetic counts on processors only. Peaks are those of multiply-adds, and the matrix units of GPUs, which are not
 *       measured, are many times as fast.
 *   <li>A peak is the best of a few kernels of ours at one moment. When a time is suspicious all are measured anew, {@value #ROUNDS}
 *       times, and the highest of all counts: those that are known may have been measured while the machine was busy. The margin
 *       is their spread, or {@value #LEAST_MARGIN} where that is larger.
 * </ul>
 */
public final class FloorCheck {

    private static final int CACHES = 2;
    private static final int ROUNDS = 2;
    private static final double LEAST_MARGIN = 1.25;
    private static final double DOUBTFUL = 1.1;
    private static final Duration FRESH = Duration.ofMinutes(2);

    private final LeastWork work;
    private final Supplier<Roofline> measure;
    private final InstantSource clock;
    private Roofline peaks;
    private double margin = LEAST_MARGIN;
    private Optional<Instant> measured = Optional.empty();

    /**
     * Prepares to look at times of one problem on one device.
     *
     * @param work the least work of the problem
     * @param facts what is known of the device
     * @param known the device's peaks as they were measured before
     * @param measure measures them anew
     * @param clock tells how old a measurement is
     */
    public FloorCheck(
            LeastWork work, DeviceFacts facts, Roofline known, Supplier<Roofline> measure, InstantSource clock) {
        double beyondCaches =
                facts.cacheBytes() > 0 ? Math.max(0, work.bytes() - CACHES * (double) facts.cacheBytes()) : 0;
        this.work = new LeastWork(facts.cpu() ? work.operations() : 0, beyondCaches);
        this.measure = measure;
        this.clock = clock;
        peaks = known;
    }

    /**
     * Looks at a time.
     *
     * @return why it cannot be, with the floor, the time and the peaks; empty if it can
     */
    public Optional<String> contradiction(TimeEstimate time) {
        return below(time, () -> margin);
    }

    /**
     * Looks at a time that is to make a candidate the best.
     *
     * @return why it may not be true, though nothing refutes it; empty if nothing speaks against it
     */
    public Optional<String> doubt(TimeEstimate time) {
        return below(time, () -> DOUBTFUL);
    }

    private Optional<String> below(TimeEstimate time, DoubleSupplier factor) {
        if (time.medianNanos() >= floorNanos() / factor.getAsDouble()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (measured.filter(then -> now.isBefore(then.plus(FRESH))).isEmpty()) {
            measureAnew();
            measured = Optional.of(clock.instant());
        }
        return time.medianNanos() >= floorNanos() / factor.getAsDouble()
                ? Optional.empty()
                : Optional.of(describe(time, factor.getAsDouble()));
    }

    private double floorNanos() {
        return peaks.floorNanos(work.operations(), work.bytes());
    }

    private void measureAnew() {
        Roofline first = measure.get();
        Roofline highest = first;
        Roofline lowest = first;
        for (int round = 1; round < ROUNDS; round++) {
            Roofline next = measure.get();
            highest = highest.highest(next);
            lowest = lowest.lowest(next);
        }
        boolean compute = highest.computeBound(work.operations(), work.bytes());
        double spread = compute
                ? highest.peakFlops() / lowest.peakFlops()
                : highest.fastestBandwidth() / lowest.fastestBandwidth();
        margin = Math.max(LEAST_MARGIN, spread);
        peaks = peaks.highest(highest);
    }

    private String describe(TimeEstimate time, double factor) {
        return "%.4f ms is less than the device can take: the floor is %.4f ms, for %.3g operations at %.3g GFLOP/s and %.3g MB beyond its caches at %.3g GB/s, and a time may be %.2f times as short for what is uncertain in these peaks, which were measured just now"
                .formatted(
                        time.medianNanos() * 1e-6,
                        floorNanos() * 1e-6,
                        work.operations(),
                        peaks.peakFlops() * 1e-9,
                        work.bytes() * 1e-6,
                        peaks.fastestBandwidth() * 1e-9,
                        factor);
    }
}
