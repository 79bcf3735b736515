package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Staged;
import java.util.List;

/**
 * Gives the tile of a staged operand two buffers. Each iteration of the loop copies the tile of the next one to the buffer that nobody
 * reads, while it computes from the other, so that work-items meet once in an iteration and not twice.
 *
 * <p>A group needs as much local memory again for the operand, which may cost a device more groups at a time than it saves waiting. See
 * Nath, Tomov and Dongarra, "An Improved MAGMA GEMM for Fermi Graphics Processing Units", 2010; CUTLASS calls it a pipeline of two stages.
 *
 * @param tensor the staged operand
 * @param at the loop at which it is staged
 */
public record DoubleBuffer(String tensor, String at) implements NestTransformation {

    /** What all double buffers have in common. */
    public static final Kind KIND = new DoubleBufferKind();

    @Override
    public String name() {
        return KIND.name();
    }

    @Override
    public List<String> arguments() {
        return List.of(tensor, at);
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        Staged staged = Stage.ahead(nest, tensor, at, limits);
        if (staged.doubled()) {
            throw new IllegalTransformationException("%s has two buffers already".formatted(tensor));
        }
        return nest.restaging(staged.doubling());
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return List.of();
    }

    private static final class DoubleBufferKind implements Kind {
        @Override
        public String name() {
            return "double-buffer";
        }

        @Override
        public Transformation parse(List<String> arguments) {
            Numbers.expect(arguments, 2, "double-buffer(operand, loop)");
            return new DoubleBuffer(arguments.get(0), arguments.get(1));
        }

        @Override
        public List<Transformation> proposals(Nest nest, Limits limits) {
            return nest.staged().stream()
                    .filter(staged -> limits.workItems() && !staged.doubled())
                    .<Transformation>map(staged -> new DoubleBuffer(staged.tensor(), staged.at()))
                    .toList();
        }
    }
}
