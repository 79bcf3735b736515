package dev.tilewright.kernels.evaluate.worker;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.Tolerance;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.TensorParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a worker needs to know of a task.
 *
 * @param name the task's name
 * @param sizes the names of its sizes
 * @param arguments its tensors, in order
 * @param compute its expression, as it was written
 * @param tolerance how far a result may be from the reference
 */
public record TaskDefinition(
        String name, List<String> sizes, List<Argument> arguments, String compute, Tolerance tolerance) {

    public TaskDefinition {
        sizes = List.copyOf(sizes);
        arguments = List.copyOf(arguments);
    }

    /**
     * Returns what a worker needs of {@code task}.
     *
     * @throws IllegalArgumentException if the task has no expression, and so nothing to hold a result against
     */
    public static TaskDefinition of(Task task) {
        return new TaskDefinition(
                task.name(),
                task.sizes(),
                task.arguments(),
                task.compute()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "task %s has no compute expression to verify results against".formatted(task.name()))),
                task.tolerance());
    }

    /** Parses the expression; it was parsed once when the task was read, so it has no mistakes. */
    Computation computation() {
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();
        arguments.forEach(argument -> shapes.put(argument.name(), argument.shape()));
        List<String> outputs = arguments.stream()
                .filter(argument -> argument.role() != Buffer.Role.INPUT)
                .map(Argument::name)
                .toList();
        return TensorParser.parse(compute, sizes, shapes, outputs);
    }

    /** Returns the buffers of the arguments for {@code problem}, in order. */
    List<Buffer> buffers(Problem problem) {
        return arguments.stream().map(argument -> argument.buffer(problem)).toList();
    }
}
