package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernels.evaluate.measure.LeastWork;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.Tolerance;
import java.util.List;

/**
 * What a worker needs to know of a task.
 *
 * @param name the task's name
 * @param sizes the names of its sizes
 * @param arguments its tensors, in order
 * @param reference what results are held against
 * @param tolerance how far a result may be from the reference
 */
public record TaskDefinition(
        String name, List<String> sizes, List<Argument> arguments, ReferenceDefinition reference, Tolerance tolerance) {

    public TaskDefinition {
        sizes = List.copyOf(sizes);
        arguments = List.copyOf(arguments);
    }

    /**
     * Returns what a worker needs of {@code task}.
     *
     * @param problems the problems that results are verified on
     * @throws dev.tilewright.task.TaskException if the task's reference cannot compute one of them
     */
    public static TaskDefinition of(Task task, List<Problem> problems) {
        return new TaskDefinition(
                task.name(), task.sizes(), task.arguments(), ReferenceDefinition.of(task, problems), task.tolerance());
    }

    /** Returns what is certain where nothing is known of the computation: outputs are written. */
    LeastWork leastWork(Problem problem) {
        double bytes = buffers(problem).stream()
                .filter(buffer -> buffer.role() == Buffer.Role.OUTPUT)
                .mapToDouble(Buffer::bytes)
                .sum();
        return new LeastWork(0, bytes);
    }

    /** Returns the buffers of the arguments for {@code problem}, in order. */
    List<Buffer> buffers(Problem problem) {
        return arguments.stream().map(argument -> argument.buffer(problem)).toList();
    }
}
