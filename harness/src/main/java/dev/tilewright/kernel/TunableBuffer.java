package dev.tilewright.kernel;

import dev.tilewright.space.Configuration;
import dev.tilewright.space.Formula;
import java.util.List;
import java.util.Map;

/**
 * A scratch buffer whose shape depends on sizes and tunables.
 *
 * @param name the name by which launches refer to it
 * @param type the type of its elements
 * @param shape its dimensions, outermost first, in elements
 */
public record TunableBuffer(String name, ElementType type, List<Formula> shape) {

    public TunableBuffer {
        shape = List.copyOf(shape);
    }

    Buffer instantiate(Configuration configuration, Map<String, Long> sizes) {
        return new Buffer(
                name,
                type,
                shape.stream()
                        .map(dimension -> dimension.compute(sizes, configuration))
                        .toList(),
                Buffer.Role.SCRATCH);
    }
}
