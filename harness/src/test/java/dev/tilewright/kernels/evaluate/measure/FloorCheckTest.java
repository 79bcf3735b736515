package dev.tilewright.kernels.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.DeviceFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FloorCheckTest {

    private static final Roofline KNOWN = new Roofline(1e9, 1e9, 1e9);

    /** A cache of 1 MB. */
    private static final DeviceFacts PROCESSOR = facts(1_000_000, true);

    private static final LeastWork ARITHMETIC = new LeastWork(1e9, 0);

    private Instant now = Instant.EPOCH;
    private final Deque<Roofline> fresh = new ArrayDeque<>();

    @Test
    void aTimeThatThePeaksAllowNeedsNoMeasurement() {
        FloorCheck check = check(ARITHMETIC, PROCESSOR);

        assertThat(check.contradiction(seconds(1.01))).isEmpty();
        assertThat(check.contradiction(seconds(0.81))).as("within the margin").isEmpty();
    }

    @Test
    void aTimeFarBelowTheFloorIsRefusedWithTheFloorTheTimeAndThePeaks() {
        fresh.addAll(List.of(KNOWN, KNOWN));

        assertThat(check(ARITHMETIC, PROCESSOR).contradiction(seconds(0.5)).orElseThrow())
                .contains(
                        "500.0000 ms",
                        "the floor is 1000.0000 ms",
                        "1.00e+09 operations at 1.00 GFLOP/s",
                        "1.25 times");
    }

    @Test
    void aTimeBelowTheFloorByMoreThanATenthIsDoubtfulWithinTheMargin() {
        fresh.addAll(List.of(KNOWN, KNOWN));
        FloorCheck check = check(ARITHMETIC, PROCESSOR);

        assertThat(check.doubt(seconds(0.92))).isEmpty();
        assertThat(check.doubt(seconds(0.85)).orElseThrow()).contains("850.0000 ms", "1.10 times");
        assertThat(check.contradiction(seconds(0.85))).isEmpty();
    }

    @Test
    void peaksThatWereMeasuredOnABusyMachineAreMeasuredAnewBeforeAnybodyIsRefused() {
        Roofline quiet = new Roofline(4e9, 4e9, 4e9);
        fresh.addAll(List.of(quiet, quiet));
        FloorCheck check = check(ARITHMETIC, PROCESSOR);

        assertThat(check.contradiction(seconds(0.26))).isEmpty();
        assertThat(check.contradiction(seconds(0.19)))
                .as("by the new peaks, which are not measured again at once")
                .isPresent();
        now = now.plus(Duration.ofMinutes(3));
        fresh.addAll(List.of(quiet, new Roofline(5.2e9, 4e9, 4e9)));
        assertThat(check.contradiction(seconds(0.19))).isEmpty();
    }

    @Test
    void peaksThatVaryWidenTheMargin() {
        fresh.addAll(List.of(KNOWN, new Roofline(0.4e9, 1e9, 1e9)));
        FloorCheck check = check(ARITHMETIC, PROCESSOR);

        assertThat(check.contradiction(seconds(0.41))).isEmpty();
        assertThat(check.contradiction(seconds(0.39)).orElseThrow()).contains("2.50 times");
    }

    @Test
    void memoryCountsOnlyBeyondTwiceTheCacheAndAtTheFasterRate() {
        FloorCheck check = check(new LeastWork(0, 12_000_000), PROCESSOR);
        fresh.addAll(List.of(new Roofline(1e9, 1e9, 2e9), new Roofline(1e9, 1e9, 2e9)));

        assertThat(check.contradiction(seconds(0.0101))).isEmpty();
        assertThat(check.contradiction(seconds(0.0041))).as("reads").isEmpty();
        assertThat(check.contradiction(seconds(0.0039))).isPresent();
        assertThat(check(new LeastWork(0, 2_000_000), PROCESSOR).contradiction(seconds(1e-9)))
                .as("all of it fits")
                .isEmpty();
        assertThat(check(new LeastWork(0, 12_000_000), facts(0, true)).contradiction(seconds(1e-9)))
                .as("nobody knows what fits")
                .isEmpty();
    }

    @Test
    void matrixUnitsOfGpusMayBeFasterThanTheMeasuredPeak() {
        assertThat(check(ARITHMETIC, facts(1_000_000, false)).contradiction(seconds(1e-9)))
                .isEmpty();
    }

    private FloorCheck check(LeastWork work, DeviceFacts facts) {
        return new FloorCheck(work, facts, KNOWN, fresh::removeFirst, () -> now);
    }

    private static DeviceFacts facts(long cacheBytes, boolean cpu) {
        return new DeviceFacts(2, 8, 1, 0, cacheBytes, 1L << 32, 1L << 30, cpu, Optional.empty());
    }

    private static TimeEstimate seconds(double seconds) {
        return new TimeEstimate(seconds * 1e9, seconds * 1e9, seconds * 1e9, 10);
    }
}
