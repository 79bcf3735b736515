package dev.tilewright.kernels.evaluate.measure;

import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Timing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The benchmark of a confirmation: one run of one of the two contestants.
 *
 * <p>JMH makes the object itself, so what it runs is handed over in static fields, within the one process that exists for this
 * confirmation.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Contest {

    static final String INCUMBENT = "incumbent";
    static final String CHALLENGER = "challenger";

    private static final Map<String, Contestant> CONTESTANTS = new HashMap<>();
    private static final List<Timing> ROUND = new ArrayList<>();

    /** Which of the two runs. */
    @Param({INCUMBENT, CHALLENGER})
    public String contestant = INCUMBENT;

    /**
     * One of the two.
     *
     * @param run one run
     * @param between what is done before each, outside of any clock
     * @param beforeRound told before each of its rounds, outside of any clock
     */
    public record Contestant(Sampler.Run run, Runnable between, Runnable beforeRound) {}

    static void enter(String name, Contestant contestant) {
        CONTESTANTS.put(name, contestant);
    }

    /** Returns the mean time of the runs since it was last asked, in ns. */
    static double finishRound() {
        OptionalDouble mean = ROUND.stream().mapToLong(Timing::deviceNanos).average();
        ROUND.clear();
        return mean.orElseThrow(() -> new IllegalStateException("a round had no run"));
    }

    static Contestant contestant(String name) {
        Contestant found = CONTESTANTS.get(name);
        if (found == null) {
            throw new IllegalStateException("no contestant is called " + name);
        }
        return found;
    }

    private Contestant current() {
        return contestant(contestant);
    }

    /** Makes what a run starts from, outside of JMH's clock. */
    @Setup(Level.Invocation)
    public void prepare() {
        current().between().run();
    }

    /** Runs the kernel once. */
    @Benchmark
    public long kernel() throws LaunchException {
        Timing timing = current().run().once();
        ROUND.add(timing);
        return timing.deviceNanos();
    }
}
