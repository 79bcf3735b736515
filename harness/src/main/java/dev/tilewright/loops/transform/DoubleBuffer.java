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
public record DoubleBuffer(String tensor, String at) implements CopyAhead {

    /** What all double buffers have in common. */
    public static final Kind KIND = Kind.of(
                    "double-buffer",
                    List.of("operand", "loop"),
                    arguments -> new DoubleBuffer(arguments.text(0), arguments.text(1)))
            .proposing(DoubleBuffer::proposals)
            .checking(CopyAhead::check);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public Staged ahead(Staged staged) throws IllegalTransformationException {
        if (staged.doubled()) {
            throw new IllegalTransformationException("%s has two buffers already".formatted(tensor));
        }
        return staged.doubling();
    }

    private static List<Transformation> proposals(Nest nest, Limits limits) {
        return nest.staged().stream()
                .filter(staged -> limits.workItems() && !staged.doubled())
                .<Transformation>map(staged -> new DoubleBuffer(staged.tensor(), staged.at()))
                .toList();
    }
}
