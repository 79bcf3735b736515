package dev.tilewright.app;

import dev.tilewright.task.Problem;
import dev.tilewright.task.ProblemParser;
import dev.tilewright.task.Task;
import java.util.Optional;

/**
 * A task and one of its problems, as a caller names them.
 *
 * @param task a task's name, or the path of a task file
 * @param sizes {@code M=64,N=64,K=64}; empty for the task's first problem
 */
public record ProblemChoice(String task, Optional<String> sizes) {

    /** Finds the task. */
    public Task task(Home home) {
        return home.tasks().find(task);
    }

    /**
     * Returns the problem of the task that was found.
     *
     * @throws UseCaseException if none was named and the task has none
     */
    public Problem problem(Task found) {
        if (sizes.isPresent()) {
            return ProblemParser.parse(found, sizes.get());
        }
        if (found.problems().isEmpty()) {
            throw UseCaseException.request("task %s has no problem; give its sizes with --problem %s=…"
                    .formatted(found.name(), String.join("=…,", found.sizes())));
        }
        return found.problems().getFirst();
    }
}
