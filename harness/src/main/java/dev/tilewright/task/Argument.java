package dev.tilewright.task;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.Affine;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A tensor that a task reads or writes.
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

    /** Returns the names of those arguments whose elements are whole numbers. */
    public static Set<String> whole(List<Argument> arguments) {
        return arguments.stream()
                .filter(argument -> argument.type() == ElementType.INT32)
                .map(Argument::name)
                .collect(Collectors.toUnmodifiableSet());
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

    /**
     * Returns the elements of this argument as the reference takes them.
     *
     * @param memory the elements, row-major and in native byte order
     */
    public double[] values(MemorySegment memory) {
        double[] values = new double[Math.toIntExact(memory.byteSize() / type.bytes())];
        switch (type) {
            case FLOAT32 -> Arrays.setAll(values, i -> memory.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i));
            case FLOAT64 -> Arrays.setAll(values, i -> memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8L * i));
            case INT32 -> Arrays.setAll(values, i -> memory.get(ValueLayout.JAVA_INT_UNALIGNED, 4L * i));
        }
        return values;
    }
}
