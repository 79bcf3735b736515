package dev.tilewright.kernels.evaluate.measure;

import dev.tilewright.kernels.evaluate.measure.Contest.Contestant;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Times two contestants with JMH, interleaved.
 *
 * <p>A machine's speed drifts: clocks are raised and lowered, neighbours come and go. JMH's own forks would measure one contestant
 * after the other and take the drift for a difference, so each round here is a JMH run of a single iteration within this process,
 * and rounds go A B, B A, A B, … . The sample of a round is the mean time of its runs, so that no slow one is hidden.
 */
public final class JmhComparison {

    private final List<BenchmarkResult> incumbent = new ArrayList<>();
    private final List<BenchmarkResult> challenger = new ArrayList<>();

    /** Takes the two contestants; there is one comparison at a time in a process. */
    public JmhComparison(Contestant incumbent, Contestant challenger) {
        Contest.enter(Contest.INCUMBENT, incumbent);
        Contest.enter(Contest.CHALLENGER, challenger);
    }

    /**
     * Runs the rounds, until it is clear who is faster.
     *
     * @param rounds for the incumbent, at the most
     * @param challengerRounds for the challenger, for each round of the incumbent: one, or more where the incumbent is so slow
     *     that its rounds must be few
     * @param roundNanos for how long runs are begun in one round, in ns; there is one at least
     * @param stop says when it is clear; asked when both have had their rounds
     * @throws RunnerException if a contestant fails
     */
    public void run(int rounds, int challengerRounds, long roundNanos, EarlyStop stop) throws RunnerException {
        for (int round = 0; round < rounds && !stop.isClear(incumbentNanos(), challengerNanos()); round++) {
            boolean incumbentFirst = round % 2 == 0;
            if (incumbentFirst) {
                incumbent.add(round(Contest.INCUMBENT, roundNanos));
            }
            for (int i = 0; i < challengerRounds; i++) {
                challenger.add(round(Contest.CHALLENGER, roundNanos));
            }
            if (!incumbentFirst) {
                incumbent.add(round(Contest.INCUMBENT, roundNanos));
            }
        }
    }

    private static BenchmarkResult round(String contestant, long nanos) throws RunnerException {
        Contest.contestant(contestant).beforeRound().run();
        RunResult result = new Runner(new OptionsBuilder()
                        .include("^" + Contest.class.getName().replace(".", "\\.") + "\\.kernel$")
                        .param("contestant", contestant)
                        .forks(0)
                        .threads(1)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.microseconds(Math.max(1, nanos / 1000)))
                        .addProfiler(DeviceTimeProfiler.class)
                        .shouldDoGC(false)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle();
        return result.getBenchmarkResults().iterator().next();
    }

    /** Returns the incumbent's time in each round, in ns. */
    public double[] incumbentNanos() {
        return deviceNanos(incumbent);
    }

    /** Returns the challenger's time in each round, in ns. */
    public double[] challengerNanos() {
        return deviceNanos(challenger);
    }

    private static double[] deviceNanos(List<BenchmarkResult> rounds) {
        return rounds.stream().mapToDouble(JmhComparison::deviceNanos).toArray();
    }

    private static double deviceNanos(BenchmarkResult round) {
        Result<?> device = round.getSecondaryResults().get(DeviceTimeProfiler.LABEL);
        if (device == null) {
            throw new IllegalStateException("a round has no device time");
        }
        return device.getScore() * DeviceTimeProfiler.NANOS_PER_MILLISECOND;
    }

    /** Writes all rounds as JMH's JSON; each round stands where JMH has a fork. */
    public void write(Path file) throws IOException {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out)
                    .writeOut(List.of(merged(incumbent), merged(challenger)));
        }
    }

    private static RunResult merged(List<BenchmarkResult> rounds) {
        return new RunResult(rounds.getFirst().getParams(), rounds);
    }
}
