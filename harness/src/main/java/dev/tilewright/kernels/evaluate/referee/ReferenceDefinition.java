package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.task.Problem;
import dev.tilewright.task.Reference;
import dev.tilewright.task.Task;
import java.util.LinkedHashSet;
import java.util.List;

/** What a worker holds results against. */
public sealed interface ReferenceDefinition {

    /** The task's own expression, as it was written. */
    record Expression(String compute) implements ReferenceDefinition {}

    /** A Java class: the name of its file, and its source. */
    record JavaClass(String file, String source) implements ReferenceDefinition {}

    /** A kernel that is trusted: the name of its file, and its program for each problem. */
    record TrustedKernel(String file, Solution programs) implements ReferenceDefinition {}

    /**
     * Returns what a worker needs of {@code task}'s reference.
     *
     * @param problems the problems that references are computed for
     * @throws dev.tilewright.task.TaskException if the reference cannot compute one of them
     */
    static ReferenceDefinition of(Task task, List<Problem> problems) {
        if (task.compute().isPresent()) {
            return new Expression(task.compute().get());
        }
        Reference reference = task.reference()
                .orElseThrow(() -> new IllegalArgumentException(
                        "task %s has nothing to verify results against".formatted(task.name())));
        return switch (reference) {
            case Reference.JavaClass java -> new JavaClass(java.name(), java.source());
            case Reference.TrustedKernel kernel ->
                new TrustedKernel(
                        kernel.name(),
                        new Solution(new LinkedHashSet<>(problems)
                                .stream()
                                        .map(problem -> new Solution.Entry(
                                                problem, kernel.program(problem, task.buffers(problem))))
                                        .toList()));
        };
    }
}
