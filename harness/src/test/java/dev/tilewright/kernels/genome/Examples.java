package dev.tilewright.kernels.genome;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Programs and candidates, written by hand, that tests of several packages start from. */
public final class Examples {

    private static final String SCALE_THEN_ADD = """
            __kernel void scale(__global const float* A, __global float* T, const int N, const float alpha) {
                int i = get_global_id(0);
                T[i] = i < N ? alpha * A[i] : 0.0f; // %s
            }
            __kernel void add(__global const float* T, __global const float* B, __global float* C, __local float* tile) {
                int i = get_global_id(0), l = get_local_id(0);
                tile[l] = T[i];
                barrier(CLK_LOCAL_MEM_FENCE);
                C[i] = tile[l] + B[i];
            }
            """;

    private Examples() {}

    /** Returns {@code C = 0.5 A + B} for vectors of length {@code n}, a multiple of 16, in two launches with a scratch buffer. */
    public static KernelProgram scaleThenAdd(long n, String comment) {
        return new KernelProgram(
                new Kernel(
                        Language.OPENCL,
                        SCALE_THEN_ADD.formatted(comment),
                        List.of("scale", "add"),
                        List.of("-cl-std=CL1.2")),
                List.of(
                        vector("A", n, Buffer.Role.INPUT),
                        vector("B", n, Buffer.Role.INPUT),
                        vector("C", n, Buffer.Role.OUTPUT),
                        vector("T", n, Buffer.Role.SCRATCH)),
                List.of(
                        new Launch(
                                "scale",
                                List.of(n),
                                List.of(16L),
                                List.of(
                                        new KernelArgument.BufferArgument("A"),
                                        new KernelArgument.BufferArgument("T"),
                                        new KernelArgument.ScalarArgument("N", ElementType.INT32, n),
                                        new KernelArgument.ScalarArgument("alpha", ElementType.FLOAT32, 0.5))),
                        new Launch(
                                "add",
                                List.of(n),
                                List.of(16L),
                                List.of(
                                        new KernelArgument.BufferArgument("T"),
                                        new KernelArgument.BufferArgument("B"),
                                        new KernelArgument.BufferArgument("C"),
                                        new KernelArgument.LocalArgument(16 * Float.BYTES)))));
    }

    private static Buffer vector(String name, long n, Buffer.Role role) {
        return new Buffer(name, ElementType.FLOAT32, List.of(n), role);
    }

    /** Returns the problem of vectors of length {@code n}. */
    public static Problem vectors(long n) {
        LinkedHashMap<String, Long> sizes = new LinkedHashMap<>();
        sizes.put("N", n);
        return new Problem(sizes);
    }

    /**
     * Returns a candidate that is general: it has programs for vectors of 1024 and of 64 elements.
     *
     * @param number makes it another candidate
     * @param parents hashes of its parents
     */
    public static Candidate candidate(int number, String... parents) {
        LinkedHashMap<Problem, KernelProgram> programs = new LinkedHashMap<>();
        programs.put(vectors(1024), numbered(1024, number));
        programs.put(vectors(64), numbered(64, number));
        List<String> steps = List.of("C: split(i, 16)", "C: unroll(i, %d)".formatted(number + 2));
        Lineage lineage = parents.length == 0
                ? Lineage.seed("naive")
                : new Lineage(
                        List.of(parents),
                        Optional.of(new Decision(number, 0, Arm.of("transform", "vectorize"))),
                        "add vectorize(i, 4)");
        return new Candidate(scheduled(steps, vectors(1024), programs), lineage);
    }

    /** Returns the genome of a schedule with programs that were made elsewhere. */
    public static KernelGenome scheduled(
            List<String> steps, Problem problem, SequencedMap<Problem, KernelProgram> programs) {
        return new GenomeForm(Optional.of(steps), Optional.empty(), Optional.empty(), Optional.empty())
                .genome(Rendering.of(problem, programs));
    }

    /** Returns the genome of a user's kernel with programs that were made elsewhere. */
    public static KernelGenome tuned(
            String kernel,
            Configuration configuration,
            Problem problem,
            SequencedMap<Problem, KernelProgram> programs) {
        return new GenomeForm(Optional.empty(), Optional.of(kernel), Optional.empty(), Optional.of(configuration))
                .genome(Rendering.of(problem, programs));
    }

    private static KernelProgram numbered(long n, int number) {
        KernelProgram program = scaleThenAdd(n, "candidate");
        Kernel kernel = program.kernel();
        return new KernelProgram(
                new Kernel(
                        kernel.language(),
                        kernel.source() + "// for vectors of " + n + "\n__constant int candidate = " + number + ";\n",
                        kernel.entries(),
                        kernel.buildOptions()),
                program.buffers(),
                program.launches());
    }
}
