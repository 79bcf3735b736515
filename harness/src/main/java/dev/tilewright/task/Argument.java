package dev.tilewright.task;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.Affine;
import java.util.List;
import java.util.Optional;

/**
 * A tensor that a task takes or gives.
 *
 * @param name its name in the task's expression and in every kernel
 * @param type the type of its elements
 * @param shape its dimensions, outermost first, each affine over the task's sizes
 * @param role what it is for; a task has no scratch
 * @param init how it is filled, present for everything that is read
 */
public record Argument(String name, ElementType type, List<Affine> shape, Buffer.Role role, Optional<Init> init) {

    public Argument {
        shape = List.copyOf(shape);
    }

    /** Returns the buffer that holds this argument for {@code problem}. */
    public Buffer buffer(Problem problem) {
        return new Buffer(
                name,
                type,
                shape.stream()
                        .map(dimension -> dimension.evaluate(problem.sizes()))
                        .toList(),
                role);
    }
}
