package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.LocalArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.TimeSpent;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.kernels.genome.Examples;
import dev.tilewright.task.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * A run as memory would give it back, written by hand: a matmul that goes from the naive kernel by five confirmed bests to a
 * register tile, with 120 evaluations around them, some of which fail.
 */
public final class RecordedRun {

    public static final Instant STARTED = Instant.parse("2026-03-01T10:00:00Z");
    public static final Problem PROBLEM = problem(1024, 1024, 1024);

    /** What was done on the way to the best, at which evaluation, and how long the kernel then took in ms. */
    private static final List<Advance> ADVANCES = List.of(
            new Advance(0, "naive", null, 612.4),
            new Advance(4, "add reorder(k, j)", "transform:reorder", 287.1),
            new Advance(11, "add vectorize(j, 8)", "transform:vectorize", 96.2),
            new Advance(26, "add accumulate(i, 4)", "transform:accumulate", 41.8),
            new Advance(58, "split j: 64 -> 32", "tune", 33.5),
            new Advance(97, "add unroll(k, 4)", "transform:unroll", 27.9));

    private static final List<String> ARMS =
            List.of("transform:split", "transform:vectorize", "transform:stage", "transform:unroll", "tune", "cross");

    private RecordedRun() {}

    private record Advance(int ordinal, String change, String directive, double millis) {}

    public static Run run() {
        return new Run(
                "20260301-100000-matmul-7c1e",
                new Workload("matmul", PROBLEM.toString()),
                new Hardware("opencl", "Example", "Example 9000 <16 cores>", "zen4", "pocl-3.1"),
                "opencl:0",
                """
                {"task": "matmul", "seed": 1, "evaluations": 120, "generators": ["transform", "tune", "cross"], "controller": "thompson"}""",
                "0.1.0",
                STARTED);
    }

    public static Demand demand() {
        return new Demand(
                2.0 * 1024 * 1024 * 1024, 12.0 * 1024 * 1024, OptionalDouble.of(150e9), OptionalDouble.of(20e9));
    }

    public static List<Step> steps() {
        Random random = new Random(7);
        List<Step> steps = new ArrayList<>();
        Optional<Step> incumbent = Optional.empty();
        int next = 0;
        for (int ordinal = 0; ordinal < 120; ordinal++) {
            Step step;
            if (next < ADVANCES.size() && ADVANCES.get(next).ordinal() == ordinal) {
                step = advance(ADVANCES.get(next++), incumbent);
                incumbent = Optional.of(step);
            } else {
                step = attempt(ordinal, incumbent.orElseThrow(), random);
            }
            steps.add(step);
        }
        return steps;
    }

    private static Step advance(Advance advance, Optional<Step> incumbent) {
        Candidate candidate = candidate(advance.ordinal(), advance.change(), advance.directive(), incumbent);
        double nanos = advance.millis() * 1e6;
        Optional<Confirmation> confirmation = incumbent.map(best -> new KernelComparison(
                        KernelMeasurement.deviceTime(best).orElseThrow(),
                        time(nanos),
                        0.0004,
                        List.of(PROBLEM, problem(64, 96, 128), problem(1536, 768, 640)),
                        "jmh-%03d.json".formatted(advance.ordinal()))
                .confirmation(Verdict.FITTER, "faster beyond doubt: 18 samples each, interleaved, p = 0.0004"));
        double reward = incumbent
                .map(best -> Math.log(
                        KernelMeasurement.deviceTime(best).orElseThrow().medianNanos() / nanos))
                .orElse(0.0);
        return step(advance.ordinal(), candidate, ok(nanos), reward, confirmation);
    }

    private static Step attempt(int ordinal, Step incumbent, Random random) {
        String arm = ARMS.get(random.nextInt(ARMS.size()));
        Candidate candidate =
                candidate(ordinal, "try " + arm.replace("transform:", "add "), arm, Optional.of(incumbent));
        double fate = random.nextDouble();
        if (fate < 0.08) {
            return step(ordinal, candidate, failed(Status.REJECTED, "vectorize(k, 8): k carries a reduction"), -0.05);
        }
        if (fate < 0.12) {
            String log =
                    "1 error generated.\nkernel.cl:14:9: error: use of undeclared identifier 'acc_<4>'\n  acc += 1;";
            return step(ordinal, candidate, failed(Status.BUILD_ERROR, log), -0.2);
        }
        if (fate < 0.15) {
            return step(ordinal, candidate, failed(Status.TIMEOUT, "ran for more than 10 s"), -0.2);
        }
        double best = KernelMeasurement.deviceTime(incumbent).orElseThrow().medianNanos();
        double nanos = best * (1.01 + Math.abs(random.nextGaussian()));
        return step(ordinal, candidate, ok(nanos), Math.log(best / nanos) / 10);
    }

    private static Candidate candidate(int ordinal, String change, String directive, Optional<Step> parent) {
        String source = """
                /* C = A * B: each work-item keeps a 4 x 8 tile of C in registers. <script>alert("no")</script> */
                __kernel void matmul(__global const float* restrict A, __global const float* restrict B,
                                     __global float* restrict C, const int M, const int N, const int K) {
                  const int j = get_global_id(0) * 8;
                  const int i = get_global_id(1) * 4;
                  if (i + 3 < M && j + 7 < N) {
                    float8 acc[4] = {0.0f, 0.0f, 0.0f, 0.0f};
                    for (int k = 0; k < K; k++) {
                      const float8 b = vload8(0, B + k * N + j);
                      #pragma unroll
                      for (int r = 0; r < 4; r++) {
                        acc[r] = fma((float8)(A[(i + r) * K + k]), b, acc[r]);
                      }
                    }
                    for (int r = 0; r < 4; r++) {
                      vstore8(acc[r], 0, C + (i + r) * N + j);
                    }
                  }
                }
                static const int variant = %d;
                """.formatted(ordinal);
        KernelProgram program = new KernelProgram(
                new Kernel(Language.OPENCL, source, List.of("matmul"), List.of("-cl-std=CL1.2")),
                List.of(
                        buffer("A", Buffer.Role.INPUT),
                        buffer("B", Buffer.Role.INPUT),
                        buffer("C", Buffer.Role.OUTPUT)),
                List.of(new Launch(
                        "matmul",
                        List.of(128L, 256L),
                        List.of(32L, 1L),
                        List.of(
                                new BufferArgument("A"),
                                new BufferArgument("B"),
                                new BufferArgument("C"),
                                new ScalarArgument("M", ElementType.INT32, 1024),
                                new LocalArgument(4096)))));
        Lineage lineage = directive == null
                ? Lineage.seed(change)
                : new Lineage(
                        parent.map(step -> List.of(step.candidate().hash())).orElse(List.of()),
                        Optional.of(Decision.parse(ordinal, directive)),
                        change);
        List<String> schedule = directive == null
                ? List.of()
                : List.of("C: reorder(k, j)", "C: vectorize(j, 8)", "C: accumulate(k, i=4)");
        return new Candidate(
                Examples.scheduled(schedule, PROBLEM, new LinkedHashMap<>(Map.of(PROBLEM, program))), lineage);
    }

    private static Buffer buffer(String name, Buffer.Role role) {
        return new Buffer(name, ElementType.FLOAT32, List.of(1024L, 1024L), role);
    }

    private static Step step(int ordinal, Candidate candidate, Evaluation evaluation, double reward) {
        return step(ordinal, candidate, evaluation, reward, Optional.empty());
    }

    private static Step step(
            int ordinal,
            Candidate candidate,
            Evaluation evaluation,
            double reward,
            Optional<Confirmation> confirmation) {
        Instant committed = STARTED.plusMillis(900L * (ordinal + 1));
        return new Step(
                ordinal,
                candidate,
                evaluation,
                false,
                reward,
                ordinal + 1,
                confirmation.map(outcome -> new Settlement(outcome, ordinal, ordinal + 1, ordinal + 1)),
                committed);
    }

    /** What the referee spent on each that was right: 600 ms of the 610 ms that it took. */
    private static final TimeSpent SPENT = new TimeSpent(10_000_000, 120_000_000, 80_000_000, 140_000_000, 250_000_000);

    private static Evaluation ok(double nanos) {
        return new KernelMeasurement(
                        Optional.of(time(nanos)),
                        Optional.of(time(nanos * 1.02)),
                        OptionalDouble.of(3.1e-7),
                        List.of(PROBLEM, problem(64, 96, 128)),
                        120_000_000L,
                        480_000_000L)
                .spending(SPENT)
                .evaluation(Status.OK, "", 610_000_000L);
    }

    private static Evaluation failed(Status status, String diagnostics) {
        return Evaluation.failed(status, diagnostics, 95_000_000L);
    }

    private static TimeEstimate time(double nanos) {
        return new TimeEstimate(nanos, nanos * 0.992, nanos * 1.011, 25);
    }

    private static Problem problem(long m, long n, long k) {
        LinkedHashMap<String, Long> sizes = new LinkedHashMap<>();
        sizes.put("M", m);
        sizes.put("N", n);
        sizes.put("K", k);
        return new Problem(sizes);
    }
}
