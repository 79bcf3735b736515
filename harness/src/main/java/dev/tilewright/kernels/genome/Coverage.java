package dev.tilewright.kernels.genome;

import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a task wants a kernel to solve, and what of it a kernel leaves out. The choice is the task's: a kernel that solves less is
 * specialised, which its user is told.
 *
 * @param solved the problems that it is verified on: the one that it is timed on first, then those of the task
 * @param leftOut the other problems of the task, each with the reason
 */
public record Coverage(List<Problem> solved, SequencedMap<Problem, String> leftOut) {

    public Coverage {
        solved = List.copyOf(solved);
        leftOut = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(leftOut));
    }

    /** Returns the problems that a task wants solved, the one that is timed first. */
    public static Set<Problem> wanted(Task task, Problem timed) {
        Set<Problem> wanted = new LinkedHashSet<>();
        wanted.add(timed);
        wanted.addAll(task.verify());
        wanted.addAll(task.heldOut());
        return wanted;
    }

    /** Returns what a kernel solves of what {@code task} wants. */
    public static Coverage of(KernelGenome genome, Task task) {
        List<Problem> solved = new ArrayList<>();
        SequencedMap<Problem, String> leftOut = new LinkedHashMap<>();
        for (Problem problem : wanted(task, genome.problem())) {
            if (genome.programs().containsKey(problem)) {
                solved.add(problem);
            } else {
                leftOut.put(problem, reason(genome, task, problem));
            }
        }
        return new Coverage(solved, leftOut);
    }

    private static String reason(KernelGenome genome, Task task, Problem problem) {
        if (genome.transformable()) {
            return "its schedule is not legal there";
        }
        Optional<TunableKernel> kernel = genome.tunable();
        if (kernel.isEmpty()) {
            return "it makes no claim about it";
        }
        if (!kernel.get().namesASize(task.sizes())) {
            return "its launch is the same whatever the sizes are";
        }
        return kernel.get().space(problem.sizes()).constraints().stream()
                .filter(constraint -> !constraint.holds(problem.sizes(), genome.configuration()))
                .findFirst()
                .map("%s does not hold"::formatted)
                .orElse("it makes no claim about it");
    }

    /** Says what is left out, in one line; empty where nothing is. */
    public Optional<String> specialisation() {
        return leftOut.isEmpty()
                ? Optional.empty()
                : Optional.of("specialised: not verified on "
                        + leftOut.entrySet().stream()
                                .map(entry -> "%s (%s)".formatted(entry.getKey(), entry.getValue()))
                                .collect(Collectors.joining("; ")));
    }
}
