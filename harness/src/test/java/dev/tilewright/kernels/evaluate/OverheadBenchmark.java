package dev.tilewright.kernels.evaluate;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernels.evaluate.measure.CacheState;
import dev.tilewright.kernels.evaluate.measure.MedianInterval;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import dev.tilewright.kernels.genome.Examples;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * Measures what the harness adds to an evaluation of matmul beside compiling and running the kernel. Run as {@code docs/measuring.md}
 * says. Any argument makes it time each as long as a search does by default.
 */
final class OverheadBenchmark {

    private static final String SOURCE = """
            __kernel void matmul(__global const float *A, __global const float *B, __global float *C, int M, int N, int K)
            {
                const int j = get_global_id(0) * 32, i = get_global_id(1) * ROWS;
                float16 left[ROWS], right[ROWS];
                for (int r = 0; r < ROWS; r++) left[r] = right[r] = (float16)(0.0f);
                for (int k = 0; k < K; k++) {
                    const float16 l = vload16(0, B + k * N + j), h = vload16(1, B + k * N + j);
                    #pragma unroll
                    for (int r = 0; r < ROWS; r++) {
                        const float16 a = (float16)(A[(i + r) * K + k]);
                        left[r] = fma(a, l, left[r]);
                        right[r] = fma(a, h, right[r]);
                    }
                }
                for (int r = 0; r < ROWS; r++) {
                    vstore16(left[r], 0, C + (i + r) * N + j);
                    vstore16(right[r], 1, C + (i + r) * N + j);
                }
            }
            """;

    /** What timing costs is the kernel's, so there is little of it here and many evaluations instead. */
    private static final SamplingBudget SHORT =
            new SamplingBudget(0.01, 50_000_000L, 3, 300, 1.2, 20_000_000L, 300_000_000L);

    private static final int ROUNDS = 50;

    /** So slow that each candidate is timed to the end, as those are that might become the best. */
    private static final OptionalDouble INCUMBENT = OptionalDouble.of(KernelMeasurement.fitness(60e9));

    private OverheadBenchmark() {}

    public static void main(String[] arguments) {
        Task task = TaskReader.read(Path.of("tasks/matmul.yaml"));
        Problem problem = task.problems().getFirst();
        EvaluationSettings defaults = EvaluationSettings.defaults(Path.of("."));
        EvaluationSettings settings = new EvaluationSettings(
                defaults.limits(),
                arguments.length == 0 ? SHORT : SamplingBudget.DEFAULT,
                CacheState.AUTO,
                defaults.comparison(),
                defaults.memoryBytes(),
                Optional.empty());
        for (int i = 0; i < 3; i++) {
            start("start with small references", task, task.verify().getFirst(), settings)
                    .close();
        }
        try (ProcessEvaluator evaluator = start("start with references of " + problem, task, problem, settings)) {
            List<Double> added = new ArrayList<>();
            List<Candidate> candidates = candidates(task, problem);
            for (int round = 0; round < (arguments.length == 0 ? ROUNDS : ROUNDS / 3); round++) {
                for (Candidate candidate : candidates) {
                    Evaluation evaluation = evaluator.evaluate(candidate, INCUMBENT);
                    if (evaluation.status() != Status.OK) {
                        throw new IllegalStateException(evaluation.status().id() + ": " + evaluation.diagnostics());
                    }
                    KernelMeasurement cost = KernelMeasurement.of(evaluation);
                    double own = (evaluation.nanos() - cost.buildNanos() - cost.runNanos()) / 1e6;
                    added.add(own);
                    System.out.printf(
                            "%3d: total %.1f ms = build %.1f + runs %.1f (median %.2f) + harness %.2f%n",
                            added.size(),
                            evaluation.nanos() / 1e6,
                            cost.buildNanos() / 1e6,
                            cost.runNanos() / 1e6,
                            cost.deviceTime().orElseThrow().medianNanos() / 1e6,
                            own);
                }
            }
            print("the first ten", added.subList(0, 10));
            print("all but the first ten", added.subList(10, added.size()));
        }
    }

    private static ProcessEvaluator start(String which, Task task, Problem problem, EvaluationSettings settings) {
        long start = System.nanoTime();
        ProcessEvaluator evaluator = new ProcessEvaluator(task, problem, "opencl:0", settings);
        evaluator.awaitReady();
        System.out.printf("%s: %.2f s%n", which, (System.nanoTime() - start) / 1e9);
        return evaluator;
    }

    private static void print(String which, List<Double> milliseconds) {
        var median = MedianInterval.of(
                milliseconds.stream().mapToDouble(Double::doubleValue).toArray());
        System.out.printf(
                "harness per evaluation, %s: median %.2f ms, 95 %% interval %.2f to %.2f, %d evaluations%n",
                which, median.medianNanos(), median.lowNanos(), median.highNanos(), median.samples());
    }

    /** Kernels that are fast on a CPU, so that they are timed as the candidates near the end of a search are. */
    private static List<Candidate> candidates(Task task, Problem problem) {
        List<Candidate> candidates = new ArrayList<>();
        for (int rows : List.of(2, 4, 8)) {
            Kernel kernel = new Kernel(Language.OPENCL, SOURCE, List.of("matmul"), List.of("-DROWS=" + rows));
            SequencedMap<Problem, KernelProgram> programs = new LinkedHashMap<>();
            for (Problem claimed : List.of(problem, task.verify().getFirst())) {
                programs.put(claimed, program(task, claimed, kernel, rows));
            }
            Configuration configuration = Configuration.none().with("ROWS", Integer.toString(rows));
            candidates.add(new Candidate(
                    Examples.tuned("overhead", configuration, problem, programs), Lineage.seed("ROWS=" + rows)));
        }
        return candidates;
    }

    private static KernelProgram program(Task task, Problem problem, Kernel kernel, int rows) {
        List<KernelArgument> arguments = new ArrayList<>();
        task.arguments().forEach(argument -> arguments.add(new BufferArgument(argument.name())));
        problem.sizes().forEach((name, value) -> arguments.add(new ScalarArgument(name, ElementType.INT32, value)));
        long m = problem.sizes().get("M");
        long n = problem.sizes().get("N");
        return new KernelProgram(
                kernel,
                task.buffers(problem),
                List.of(new Launch("matmul", List.of(n / 32, m / rows), List.of(1L, 1L), arguments)));
    }
}
