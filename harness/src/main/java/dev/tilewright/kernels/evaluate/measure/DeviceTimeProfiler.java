package dev.tilewright.kernels.evaluate.measure;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** Puts the device's own time beside JMH's, as the secondary result {@value #LABEL}. */
public final class DeviceTimeProfiler implements InternalProfiler {

    /** The name of the secondary result: the median of a round. */
    public static final String LABEL = "device";

    static final double NANOS_PER_MILLISECOND = 1e6;

    @Override
    public String getDescription() {
        return "time by the device's own clock";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {}

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        return List.of(
                new ScalarResult(LABEL, Contest.finishRound() / NANOS_PER_MILLISECOND, "ms/op", AggregationPolicy.AVG));
    }
}
