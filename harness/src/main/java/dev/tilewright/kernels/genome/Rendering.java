package dev.tilewright.kernels.genome;

import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.task.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A genome as programs, made when they are asked for. The program for the problem that candidates are timed on is needed to tell whether
 * a candidate is known; those for verify and held-out problems only when it is evaluated.
 */
public final class Rendering {

    private final Problem problem;
    private final Lazy<KernelProgram> program;
    private final Lazy<SequencedMap<Problem, KernelProgram>> programs;
    private final Lazy<String> claims;
    private final Lazy<String> hash;
    private final Function<Problem, Optional<KernelProgram>> anywhere;

    /**
     * Makes a rendering.
     *
     * @param problem what the candidate is timed on
     * @param program makes the program for it
     * @param others makes the programs for further problems that the genome claims to solve
     * @param anywhere makes the program of the same kernel for any problem; empty where it does not claim to solve it
     * @param claims makes what else the identity of the candidate is made of: how it would solve further problems, where that does not
     *     follow from the program
     */
    Rendering(
            Problem problem,
            Supplier<KernelProgram> program,
            Supplier<SequencedMap<Problem, KernelProgram>> others,
            Function<Problem, Optional<KernelProgram>> anywhere,
            Supplier<String> claims) {
        this.problem = problem;
        this.anywhere = anywhere;
        this.program = new Lazy<>(program);
        programs = new Lazy<>(() -> {
            SequencedMap<Problem, KernelProgram> all = new LinkedHashMap<>();
            all.put(problem, program());
            all.putAll(others.get());
            return Collections.unmodifiableSequencedMap(all);
        });
        this.claims = new Lazy<>(claims);
        hash = new Lazy<>(() -> ProgramHash.of(program(), claims()));
    }

    /** Returns a rendering that is made already; it must have a program for {@code problem}. */
    public static Rendering of(Problem problem, SequencedMap<Problem, KernelProgram> programs) {
        return of(problem, programs, "");
    }

    static Rendering of(Problem problem, SequencedMap<Problem, KernelProgram> programs, String claims) {
        KernelProgram own = programs.get(problem);
        if (own == null) {
            throw new IllegalArgumentException("a kernel must have a program for its own problem " + problem);
        }
        SequencedMap<Problem, KernelProgram> others = new LinkedHashMap<>(programs);
        others.remove(problem);
        return new Rendering(
                problem, () -> own, () -> others, other -> Optional.ofNullable(programs.get(other)), () -> claims);
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IllegalArgumentException if it is not the JSON form of a rendering
     */
    public static Rendering ofJson(String json) {
        return KernelJson.read(json, RenderingForm.class).rendering();
    }

    /** Returns the programs for all problems as JSON. */
    public String json() {
        return KernelJson.write(RenderingForm.of(this));
    }

    /** Returns the problem that the candidate is timed on. */
    public Problem problem() {
        return problem;
    }

    /** Returns the program for the problem that the candidate is timed on. */
    public KernelProgram program() {
        return program.get();
    }

    /** Returns the programs for all problems that the genome claims to solve, {@link #problem} first. */
    public SequencedMap<Problem, KernelProgram> programs() {
        return programs.get();
    }

    /** Returns the program of the same kernel for a problem that nobody may have named before; empty where it does not claim to solve it. */
    public Optional<KernelProgram> program(Problem other) {
        return anywhere.apply(other);
    }

    /** Returns what the identity of the candidate is made of beside the program; empty if of nothing. */
    String claims() {
        return claims.get();
    }

    /** Returns the hash of the normalised program: equal for kernels that differ in comments or layout alone. */
    String hash() {
        return hash.get();
    }
}
