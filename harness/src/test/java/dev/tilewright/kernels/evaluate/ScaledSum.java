package dev.tilewright.kernels.evaluate;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernels.genome.Examples;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Init;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.Tolerance;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.TensorParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** The task of these tests, {@code C[i] = 2 * A[i] + B[i]}, and candidates for it from the source of their kernel. */
public final class ScaledSum {

    public static final Problem PROBLEM = problem(1 << 18);
    public static final Problem SMALL = problem(1000);
    public static final Problem HELD_OUT = problem(3001);
    private static final String COMPUTE = "C[i] = 2 * A[i] + B[i]";

    private ScaledSum() {}

    public static Task task() {
        Init init = new Init.Uniform(-1, 1);
        List<Argument> arguments = List.of(
                argument("A", Buffer.Role.INPUT, Optional.of(init)),
                argument("B", Buffer.Role.INPUT, Optional.of(init)),
                argument("C", Buffer.Role.OUTPUT, Optional.empty()));
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();
        arguments.forEach(argument -> shapes.put(argument.name(), argument.shape()));
        Computation computation = TensorParser.parse(COMPUTE, List.of("N"), shapes, List.of("C"));
        return new Task(
                "scaled-sum",
                "C = 2·A + B",
                List.of("N"),
                arguments,
                Optional.of(COMPUTE),
                Optional.of(computation),
                Optional.empty(),
                List.of(PROBLEM),
                List.of(SMALL),
                List.of(HELD_OUT),
                new Tolerance(1e-5),
                List.of());
    }

    private static Argument argument(String name, Buffer.Role role, Optional<Init> init) {
        return new Argument(name, ElementType.FLOAT32, List.of(Affine.name("N")), role, init);
    }

    private static Problem problem(long n) {
        return new Problem(new LinkedHashMap<>(Map.of("N", n)));
    }

    /** Returns a candidate whose kernel {@code f(A, B, C, N)} is run by one work-item per element. */
    public static Candidate candidate(Language language, String source) {
        return candidate(language, source, List.of(), 1);
    }

    /**
     * Returns a candidate for all problems.
     *
     * @param extra what the entry point takes after {@code A, B, C, N}; buffers among them are scratch of N elements
     * @param group the size of a work-group for the timed problem
     */
    public static Candidate candidate(Language language, String source, List<KernelArgument> extra, long group) {
        SequencedMap<Problem, KernelProgram> programs = new LinkedHashMap<>();
        for (Problem problem : List.of(PROBLEM, SMALL, HELD_OUT)) {
            programs.put(problem, program(language, source, extra, problem, problem == PROBLEM ? group : 1));
        }
        return new Candidate(
                Examples.tuned("by hand", Configuration.none(), PROBLEM, programs), Lineage.seed("by hand"));
    }

    private static KernelProgram program(
            Language language, String source, List<KernelArgument> extra, Problem problem, long group) {
        long n = problem.sizes().firstEntry().getValue();
        List<Buffer> buffers = new ArrayList<>(task().buffers(problem));
        for (KernelArgument argument : extra) {
            if (argument instanceof BufferArgument(String name)) {
                buffers.add(new Buffer(name, ElementType.FLOAT32, List.of(n), Buffer.Role.SCRATCH));
            }
        }
        List<KernelArgument> arguments = new ArrayList<>(List.of(
                new BufferArgument("A"),
                new BufferArgument("B"),
                new BufferArgument("C"),
                new ScalarArgument("N", ElementType.INT32, n)));
        arguments.addAll(extra);
        return new KernelProgram(
                // Trusted, since it is to be seen what holds behind the screen.
                new Kernel(language, source, List.of("f"), List.of(), true),
                buffers,
                List.of(new Launch("f", List.of(n), List.of(group), arguments)));
    }
}
