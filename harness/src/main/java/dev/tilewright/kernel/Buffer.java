package dev.tilewright.kernel;

import java.util.List;

/**
 * A piece of device memory that launches read and write.
 *
 * @param name the name by which launches refer to it
 * @param type the type of its elements
 * @param shape its dimensions, outermost first, row-major, in elements
 * @param role what it is for
 */
public record Buffer(String name, ElementType type, List<Long> shape, Role role) {

    public Buffer {
        shape = List.copyOf(shape);
        for (long dimension : shape) {
            if (dimension <= 0) {
                throw new IllegalArgumentException(
                        "buffer %s: every dimension must be positive, not %s".formatted(name, shape));
            }
        }
    }

    /** Returns the number of elements. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Returns the size in bytes. */
    public long bytes() {
        return Math.multiplyExact(elements(), type.bytes());
    }

    /** What a buffer is for. */
    public enum Role {
        INPUT,
        OUTPUT,
        INOUT,
        SCRATCH
    }
}
