package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a parallel loop and moves its inner part, unrolled, to the inside of all loops but a vector loop, so that the copies of the
 * body lie side by side and share what they read.
 *
 * <p>It does for stencils what a register tile does for products: neighbouring rows of results read the same rows of an operand, and
 * each element is loaded once for all of them (Callahan, Carr and Kennedy, "Improving Register Allocation for Subscripted Variables",
 * 1990; Carr and Kennedy, "Improving the Ratio of Memory Operations to Floating-Point Operations in Loops", 1994).
 *
 * @param loop the loop to unroll
 * @param factor copies to put side by side, at least 2
 */
public record UnrollAndJam(String loop, long factor) implements ByFactor {

    /** What all of these have in common. */
    public static final Kind KIND = Kind.of(
                    "unroll-and-jam",
                    List.of("loop", "factor"),
                    arguments -> new UnrollAndJam(arguments.text(0), arguments.whole(1)))
            .proposing(UnrollAndJam::proposals);

    private static final List<Long> FACTORS = List.of(2L, 3L, 4L, 6L, 8L);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (nest.reduces(nest.loop(loop))) {
            throw new IllegalTransformationException(
                    "loop %s reduces: copies side by side would share an accumulator; unroll it".formatted(loop));
        }
        return jam(nest, nest.loop(loop), factor);
    }

    /** Splits a parallel loop and moves its inner part, unrolled, to the inside, before a vector loop and the loops of a matrix fragment. */
    static Nest jam(Nest nest, Loop parallel, long factor) throws IllegalTransformationException {
        String inner = nest.freshName(parallel.axis());
        Nest split = Split.split(nest, parallel, factor, inner);
        List<Loop> loops = new ArrayList<>(split.loops());
        Loop copies = split.loop(inner);
        loops.remove(copies);
        int end = loops.size() - (split.vectorLoop().isPresent() ? 1 : 0) - Fragment.innermost(split);
        loops.add(end, copies.as(Loop.Kind.UNROLLED));
        return split.withLoops(loops);
    }

    @Override
    public Transformation withFactor(long other) {
        return new UnrollAndJam(loop, other);
    }

    @Override
    public long most() {
        return 32;
    }

    private static List<Transformation> proposals(Nest nest) {
        List<Transformation> proposals = new ArrayList<>();
        for (Loop loop : nest.loops()) {
            boolean splits = loop.kind() != Loop.Kind.VECTOR && loop.kind() != Loop.Kind.UNROLLED;
            if (splits && !nest.reduces(loop) && hasLoopsInside(nest, loop)) {
                for (long factor : nest.dividing(loop, FACTORS)) {
                    proposals.add(new UnrollAndJam(loop.name(), factor));
                }
            }
        }
        return proposals;
    }

    /** Tells whether there is a loop to jam the copies into; otherwise this would do no more than unroll. */
    private static boolean hasLoopsInside(Nest nest, Loop loop) {
        return nest.loops().subList(nest.position(loop.name()) + 1, nest.loops().size()).stream()
                .anyMatch(inner -> !inner.bound() && inner.kind() != Loop.Kind.VECTOR);
    }
}
