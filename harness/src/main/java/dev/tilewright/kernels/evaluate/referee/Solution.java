package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.task.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a candidate comes down to for a worker.
 *
 * @param programs the program for each problem that it claims to solve
 */
public record Solution(List<Entry> programs) {

    public Solution {
        programs = List.copyOf(programs);
    }

    /** A problem with the program that solves it. */
    public record Entry(Problem problem, KernelProgram program) {}

    /** Returns what a worker needs of {@code candidate}. */
    public static Solution of(Candidate candidate) {
        return new Solution(KernelGenome.of(candidate).programs().entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList());
    }

    /** Returns as much of it as {@code problems} take, of those that are claimed. */
    public Solution on(List<Problem> problems) {
        return new Solution(programs.stream()
                .filter(entry -> problems.contains(entry.problem()))
                .toList());
    }

    /** Returns it with the programs for more problems. */
    public Solution and(List<Entry> more) {
        return new Solution(Stream.concat(programs.stream(), more.stream()).toList());
    }

    /** Returns the program for {@code problem}, if it is claimed. */
    public Optional<KernelProgram> program(Problem problem) {
        return programs.stream()
                .filter(entry -> entry.problem().equals(problem))
                .map(Entry::program)
                .findFirst();
    }
}
