package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Staged;
import dev.tilewright.loops.nest.Tile;
import java.util.List;

/**
 * Reads the next tile of a staged operand into registers before an iteration computes, and stores it to local memory after that. Global
 * memory answers while work-items compute, where a copy would have them wait for it.
 *
 * <p>This is software pipelining of the loop by hand (Lam, "Software Pipelining", PLDI 1988), as in Volkov and Demmel, "Benchmarking GPUs
 * to Tune Dense Linear Algebra", 2008, and in most products of matrices since. Compilers do not do it, since a barrier lies between.
 *
 * @param tensor the staged operand
 * @param at the loop at which it is staged
 */
public record Prefetch(String tensor, String at) implements CopyAhead {

    /** Most elements of a tile that wait in the registers of one work-item. */
    private static final long MOST_WAITING = 64;

    /** What all prefetching has in common. */
    public static final Kind KIND = Kind.of(
                    "prefetch",
                    List.of("operand", "loop"),
                    arguments -> new Prefetch(arguments.text(0), arguments.text(1)))
            .proposing(Prefetch::proposals)
            .checking(Prefetch::check);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public Staged ahead(Staged staged) throws IllegalTransformationException {
        if (staged.prefetched()) {
            throw new IllegalTransformationException("%s is read ahead already".formatted(tensor));
        }
        return staged.prefetching();
    }

    /** Refuses tiles that are read ahead where no iteration comes next, or into too many registers. */
    private static void check(Nest nest) throws IllegalTransformationException {
        CopyAhead.check(nest);
        for (Staged staged : nest.staged()) {
            long waiting =
                    staged.prefetched() ? Math.ceilDiv(Tile.of(nest, staged).elements(), nest.groupSize()) : 0;
            if (waiting > MOST_WAITING) {
                throw new IllegalTransformationException(
                        "%d elements of the next tile of %s would wait in the registers of each work-item, more than %d"
                                .formatted(waiting, staged.tensor(), MOST_WAITING));
            }
        }
    }

    private static List<Transformation> proposals(Nest nest, Limits limits) {
        return nest.staged().stream()
                .filter(staged -> limits.workItems() && !staged.prefetched())
                .<Transformation>map(staged -> new Prefetch(staged.tensor(), staged.at()))
                .toList();
    }
}
