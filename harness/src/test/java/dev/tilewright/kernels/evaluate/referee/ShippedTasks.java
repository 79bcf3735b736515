package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tasks that come with Tilewright, for tests that hold for all of them. */
final class ShippedTasks {

    private ShippedTasks() {}

    static List<Task> all() {
        return new TaskCatalogue(Path.of("..", "tasks")).all();
    }

    static Task named(String name) {
        return all().stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns all problems that a task names. */
    static List<Problem> problems(Task task) {
        List<Problem> problems = new ArrayList<>(task.problems());
        problems.addAll(task.verify());
        problems.addAll(task.heldOut());
        return problems;
    }

    static TaskDefinition definition(Task task) {
        return TaskDefinition.of(task, problems(task));
    }

    static long size(Problem problem, String name) {
        return problem.sizes().get(name);
    }
}
