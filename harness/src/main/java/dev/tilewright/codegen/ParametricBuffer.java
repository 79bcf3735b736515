package dev.tilewright.codegen;

import dev.tilewright.codegen.lower.SizeFormula;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.TunableBuffer;
import dev.tilewright.space.Formula;
import java.util.List;
import java.util.Map;

/**
 * A scratch buffer whose shape depends on sizes.
 *
 * @param name its name
 * @param type the type of its elements
 * @param shape its dimensions, outermost first, in elements
 */
public record ParametricBuffer(String name, ElementType type, List<SizeFormula> shape) {

    public ParametricBuffer {
        shape = List.copyOf(shape);
    }

    /** Returns the buffer for a problem, whose derived sizes are among {@code sizes}. */
    Buffer buffer(Map<String, Long> sizes) {
        return new Buffer(
                name,
                type,
                shape.stream().map(dimension -> dimension.evaluate(sizes)).toList(),
                Buffer.Role.SCRATCH);
    }

    TunableBuffer written() {
        return new TunableBuffer(
                name,
                type,
                shape.stream()
                        .map(dimension -> Formula.parse(dimension.toString()))
                        .toList());
    }
}
