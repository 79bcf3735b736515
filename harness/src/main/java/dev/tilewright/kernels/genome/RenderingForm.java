package dev.tilewright.kernels.genome;

import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.task.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The programs of a genome in JSON.
 *
 * @param problem the problem that it is timed on
 * @param programs the programs for all problems that it claims to solve
 * @param claims what its identity is made of beside the program, if anything
 */
public record RenderingForm(Problem problem, List<Entry> programs, Optional<String> claims) {

    /** A problem with the program that solves it. */
    public record Entry(Problem problem, KernelProgram program) {}

    /** Returns the form of a rendering. */
    public static RenderingForm of(Rendering rendering) {
        return new RenderingForm(
                rendering.problem(),
                rendering.programs().entrySet().stream()
                        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                        .toList(),
                Optional.of(rendering.claims()).filter(claims -> !claims.isEmpty()));
    }

    /**
     * Returns the rendering.
     *
     * @throws IllegalArgumentException if it has no program for its own problem
     */
    public Rendering rendering() {
        SequencedMap<Problem, KernelProgram> all = new LinkedHashMap<>();
        programs.forEach(entry -> all.put(entry.problem(), entry.program()));
        return Rendering.of(problem, all, claims.orElse(""));
    }
}
