package dev.tilewright.kernels.evaluate;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.evaluate.referee.FreshProblems;
import dev.tilewright.kernels.evaluate.referee.Solution;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Draws problems that no task file names, of those that a candidate claims to solve with the very same kernel. */
final class UnnamedProblems {

    /** For each evaluation of a kernel that somebody wrote. */
    private static final int FEW = 1;

    /** For each confirmation. */
    private static final int MORE = 3;

    /** For each confirmation, as large as the timed problem or those that are held out. */
    private static final int LARGE = 2;

    private static final long MOST_BYTES = 64L << 20;

    /** Large problems take so many times the memory of the timed one at the most. */
    private static final int MOST_TIMES = 3;

    /** A size up to this may be one whole tile, odd or not. */
    private static final int TILE = 64;

    private final Task task;
    private final long timedBytes;
    private final List<Problem> small;
    private final List<Problem> large;
    private final List<Problem> named;
    private final FreshProblems fresh;
    private final FreshProblems freshAndLarge;
    private final SecureRandom secret = new SecureRandom();

    /**
     * Prepares to draw.
     *
     * @param problem what candidates are timed on
     */
    UnnamedProblems(Task task, Problem problem) {
        this.task = task;
        timedBytes = bytes(problem);
        small = task.verify();
        large = Stream.concat(Stream.of(problem), task.heldOut().stream()).toList();
        named = Stream.concat(large.stream(), small.stream()).toList();
        fresh = new FreshProblems(task.arguments(), task.computation(), MOST_BYTES);
        freshAndLarge =
                new FreshProblems(task.arguments(), task.computation(), Math.max(MOST_BYTES, MOST_TIMES * timedBytes));
    }

    /** What the engine makes is right for all sizes or for none, and is looked at when it is to be the best. */
    List<Solution.Entry> forEvaluation(KernelGenome genome) {
        return genome.rightByConstruction() ? List.of() : draw(fresh, small, genome, FEW);
    }

    List<Solution.Entry> forConfirmation(KernelGenome genome) {
        return draw(fresh, small, genome, MORE);
    }

    /** Draws problems of whose results single elements are looked at, if it can one among them that no tile divides. */
    List<Solution.Entry> large(KernelGenome genome) {
        List<Solution.Entry> drawn = new ArrayList<>(draw(freshAndLarge, large, genome, this::isLargeAndOdd, 1));
        if (drawn.isEmpty()) {
            drawn.addAll(draw(freshAndLarge, large, genome, this::isInPartOdd, 1));
        }
        drawn.addAll(draw(freshAndLarge, large, genome, _ -> true, LARGE - drawn.size()));
        return drawn;
    }

    private boolean isLargeAndOdd(Problem problem) {
        return bytes(problem) >= timedBytes && problem.sizes().values().stream().allMatch(UnnamedProblems::isOdd);
    }

    private boolean isInPartOdd(Problem problem) {
        return 2 * bytes(problem) >= timedBytes
                && problem.sizes().values().stream().anyMatch(UnnamedProblems::isOdd);
    }

    private static boolean isOdd(long size) {
        return size % 2 == 1 && size > TILE;
    }

    private long bytes(Problem problem) {
        return task.buffers(problem).stream().mapToLong(Buffer::bytes).sum();
    }

    private List<Solution.Entry> draw(FreshProblems from, List<Problem> near, KernelGenome genome, int count) {
        return draw(from, near, genome, _ -> true, count);
    }

    private List<Solution.Entry> draw(
            FreshProblems from, List<Problem> near, KernelGenome genome, Predicate<Problem> wanted, int count) {
        return from
                .draw(
                        near,
                        named,
                        problem ->
                                wanted.test(problem) && program(genome, problem).isPresent(),
                        secret,
                        count)
                .stream()
                .map(problem ->
                        new Solution.Entry(problem, program(genome, problem).orElseThrow()))
                .toList();
    }

    private static Optional<KernelProgram> program(KernelGenome genome, Problem problem) {
        return genome.program(problem)
                .filter(program -> program.kernel().equals(genome.program().kernel()));
    }
}
