package dev.tilewright.bench;

import dev.tilewright.bench.Baseline.Entry;
import dev.tilewright.bench.Baseline.Machine;
import dev.tilewright.bench.Round.Pair;
import dev.tilewright.bench.Round.Timed;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.ScaledSum;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Cases and outcomes to begin with, for tests of what is made of them. */
public final class Cases {

    public static final Machine MACHINE =
            new Machine(new Hardware("jvm", "Someone", "Some \"processor\" <x>", "x86-64", "25.0.1"), 2);
    public static final Candidate OLD = ScaledSum.candidate(Language.JAVA, "class K {}");
    public static final Candidate NEW = ScaledSum.candidate(Language.JAVA, "class K { int other; }");
    public static final Criterion CRITERION = new Criterion(0.02, 0.01);
    public static final Effort EFFORT = new Effort(10, 40, Optional.empty());
    public static final Instant BEGAN = Instant.parse("2026-11-27T12:00:00Z");

    private Cases() {}

    /** A case whose kernel is another than the baseline's. */
    public static Subject changed(String name) {
        return subject(name, NEW);
    }

    /** A case whose kernel is the baseline's. */
    public static Subject same(String name) {
        return subject(name, OLD);
    }

    private static Subject subject(String name, Candidate today) {
        return new Subject(
                new BenchCase(name, ScaledSum.task(), ScaledSum.PROBLEM, Optional.empty(), new KernelChoice.Naive()),
                "jvm:0",
                MACHINE,
                today,
                Optional.of(new Entry("scaled-sum", ScaledSum.PROBLEM, MACHINE, OLD, List.of(time(1000)))));
    }

    public static TimeEstimate time(double nanos) {
        return new TimeEstimate(nanos, nanos * 0.99, nanos * 1.01, 10);
    }

    /** A round in which today's kernel takes {@code ratio} times as long as the baseline's 1000 ns. */
    public static Timed timed(double ratio) {
        return new Timed(time(1000 * ratio), Optional.of(new Pair(time(1000), ratio)));
    }

    /** A result of twelve rounds about {@code ratio}, in each of two sets if {@code again}. */
    public static CaseResult result(String name, double ratio, boolean again) {
        List<Timed> rounds = IntStream.range(0, 12)
                .mapToObj(i -> timed(ratio * (1 + 0.0005 * i)))
                .toList();
        Measurement measurement =
                new Measurement(changed(name), Yardstick.KERNEL, rounds, Optional.empty(), Optional.empty(), List.of());
        CaseResult.Set set = new CaseResult.Set(
                measurement,
                Optional.of(CRITERION.judge(List.of(measurement.samples()), 1).getFirst()));
        return new CaseResult(set, again ? Optional.of(set) : Optional.empty());
    }

    public static Outcome outcome(List<CaseResult> results) {
        return new Outcome(
                new Suite(
                        Path.of("some/suite.yaml"),
                        results.stream()
                                .map(result -> result.measurement().subject().benchCase())
                                .toList()),
                Optional.empty(),
                results,
                CRITERION,
                EFFORT,
                "1.0",
                BEGAN,
                Optional.of("0123456789abcdef0123456789abcdef01234567"));
    }
}
