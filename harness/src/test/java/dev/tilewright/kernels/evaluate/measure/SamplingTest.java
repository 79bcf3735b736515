package dev.tilewright.kernels.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Timing;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SamplingTest {

    private static final SamplingBudget BUDGET = new SamplingBudget(0.01, 5_000_000_000L, 3, 40, 1.2, 0, 0);

    private static Sampler.Run times(long... nanos) {
        AtomicInteger next = new AtomicInteger();
        return () -> {
            long time = nanos[next.getAndIncrement() % nanos.length];
            return new Timing(time, time + 10);
        };
    }

    private static Samples sample(Sampler.Run run, OptionalDouble incumbent) throws LaunchException {
        return new Sampler(BUDGET).sample(run, () -> {}, incumbent, List.of());
    }

    @Test
    void steadyTimesNeedSixSamples() throws LaunchException {
        Samples samples = sample(times(1000, 1001, 1002), OptionalDouble.empty());
        assertThat(samples.end()).isEqualTo(Samples.End.PRECISE);
        assertThat(samples.timings()).hasSize(6);
        assertThat(samples.device().medianNanos()).isEqualTo(1001);
        assertThat(samples.host().medianNanos()).isEqualTo(1011);
    }

    @Test
    void unsteadyTimesEndWithTheBudget() throws LaunchException {
        Samples samples = sample(times(1000, 2000, 3000, 4000), OptionalDouble.empty());
        assertThat(samples.end()).isEqualTo(Samples.End.SPENT);
        assertThat(samples.timings()).hasSize(40);
    }

    @Test
    void threeSamplesEndARaceThatIsClearlyLost() throws LaunchException {
        Samples samples = sample(times(1300, 1900, 2500), OptionalDouble.of(1000));
        assertThat(samples.end()).isEqualTo(Samples.End.SLOWER);
        assertThat(samples.timings()).hasSize(3);
    }

    @Test
    void aRaceThatIsNarrowlyLostEndsWithTheIntervalAboveTheIncumbent() throws LaunchException {
        Samples samples = sample(times(1030, 1060, 1090, 1120, 1150), OptionalDouble.of(1000));
        assertThat(samples.end()).isEqualTo(Samples.End.SLOWER);
        assertThat(samples.timings()).hasSize(6);
    }

    @Test
    void aFasterCandidateIsNotStopped() throws LaunchException {
        assertThat(sample(times(500, 700, 900), OptionalDouble.of(1000)).end()).isNotEqualTo(Samples.End.SLOWER);
    }

    @Test
    void samplesTakenBeforeCount() throws LaunchException {
        Samples samples = new Sampler(BUDGET)
                .sample(times(1000), () -> {}, OptionalDouble.of(100), List.of(new Timing(1000, 1000)));
        assertThat(samples.timings()).hasSize(3);
    }

    @Test
    void theRankTestGivesThePublishedProbability() {
        // All of five below all of five: one arrangement of 252.
        double[] low = {1, 2, 3, 4, 5};
        double[] high = {6, 7, 8, 9, 10};
        assertThat(RankTest.pValue(low, high)).isCloseTo(1 / 252.0, within(1e-12));
        assertThat(RankTest.pValue(high, low)).isEqualTo(1);
        double[] tied = new double[10];
        Arrays.fill(tied, 3);
        assertThat(RankTest.pValue(tied, tied)).isGreaterThan(0.4);
        // One slow run against a hundred that the clock tells apart by its resolution only.
        double[] fast = new double[100];
        Arrays.fill(fast, 1);
        assertThat(RankTest.pValue(fast, new double[] {150})).isCloseTo(1 / 101.0, within(1e-12));
    }

    @Test
    void theDevicesClockIsBelievedAsFarAsTheRefereesAllows() throws LaunchException {
        assertThat(believedNanos(new Timing(1_000_000, 1_100_000))).isEqualTo(1_000_000);
        assertThat(believedNanos(new Timing(1_000, 600_000))).isEqualTo(1_000);
        assertThat(believedNanos(new Timing(1, 3_000_000))).isEqualTo(3_000_000);
        assertThat(believedNanos(new Timing(10_000_000, 30_000_000))).isEqualTo(30_000_000);
    }

    @Test
    void aBusyHostIsNoContradictionAsLongAsOneRunAddsUp() throws LaunchException {
        Samples samples = new Samples(
                List.of(
                        new Timing(1_000_000, 30_000_000),
                        new Timing(1_000_000, 40_000_000),
                        new Timing(1_000_000, 1_200_000)),
                Samples.End.SPENT);
        assertThat(ClockCheck.believed(samples, 1, SamplingTest::never)).isEqualTo(samples);
    }

    @Test
    void furtherRunsAreMadeBeforeABusyHostIsHeldForAContradiction() throws LaunchException {
        Timing waited = new Timing(1_000_000, 30_000_000);
        Samples samples = new Samples(List.of(waited, waited, waited), Samples.End.SPENT);
        Iterator<Timing> further =
                List.of(waited, waited, new Timing(1_000_000, 1_200_000)).iterator();
        assertThat(ClockCheck.believed(samples, 1, further::next)).isEqualTo(samples);
        assertThat(further).isExhausted();
    }

    private static Timing never() {
        throw new AssertionError("no further run is needed");
    }

    private static double believedNanos(Timing timing) throws LaunchException {
        return ClockCheck.believed(new Samples(List.of(timing, timing, timing), Samples.End.SPENT), 1, () -> timing)
                .device()
                .medianNanos();
    }

    @Test
    void theCacheIsFlushedWhereItMatters() {
        long cache = 32L << 20;
        long matmul = 12L << 20;
        assertThat(CacheState.AUTO.flushes(matmul, cache, 2.0 * 1024 * 1024 * 1024))
                .isFalse();
        assertThat(CacheState.AUTO.flushes(3L << 20, cache, 1 << 18)).isTrue();
        assertThat(CacheState.AUTO.flushes(64L << 20, cache, 1 << 24)).isFalse();
        assertThat(CacheState.WARM.flushes(1, cache, 1)).isFalse();
        assertThat(CacheState.FLUSHED.flushes(64L << 20, cache, 1)).isTrue();
    }

    @Test
    void theRooflineIsTheHigherOfTwoFloors() {
        Roofline roofline = new Roofline(100e9, 10e9, 12e9);
        assertThat(roofline.floorNanos(2e9, 12e6)).isCloseTo(20e6, within(1e-3));
        assertThat(roofline.floorNanos(1e6, 96e6)).isCloseTo(8e6, within(1e-3));
        assertThat(roofline.computeBound(2e9, 12e6)).isTrue();
        assertThat(roofline.computeBound(1e6, 100e6)).isFalse();
    }
}
