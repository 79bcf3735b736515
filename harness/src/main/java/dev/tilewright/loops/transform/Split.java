package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Splits a loop in two: the outer keeps the name and its binding, the inner, of {@code factor} iterations, follows it.
 *
 * <p>Where the factor does not divide the extent of the axis, code generation guards the remainder. Known as strip-mining; with a
 * reordering, as tiling (Wolfe, "More Iteration Space Tiling", 1989).
 *
 * @param loop the loop to split
 * @param factor iterations of the inner loop, at least 2
 */
public record Split(String loop, long factor) implements ByFactor {

    /** What all splits have in common. */
    public static final Kind KIND = Kind.of(
                    "split", List.of("loop", "factor"), arguments -> new Split(arguments.text(0), arguments.whole(1)))
            .proposing(Split::proposals);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        return split(
                nest, nest.loop(loop), factor, nest.freshName(nest.loop(loop).axis()));
    }

    /** Splits {@code outer}, calling the inner loop {@code inner}; for transformations that split as they go. */
    static Nest split(Nest nest, Loop outer, long factor, String inner) throws IllegalTransformationException {
        if (factor < 2) {
            throw new IllegalTransformationException("a split needs a factor of at least 2, not " + factor);
        }
        if (outer.kind() == Loop.Kind.VECTOR || outer.kind() == Loop.Kind.UNROLLED) {
            throw new IllegalTransformationException("loop %s is %s and stays whole"
                    .formatted(outer.name(), outer.kind().name().toLowerCase(Locale.ROOT)));
        }
        if (outer.trips().isPresent() && outer.trips().getAsLong() % factor != 0) {
            throw new IllegalTransformationException("%d does not divide the %d iterations of loop %s"
                    .formatted(factor, outer.trips().getAsLong(), outer.name()));
        }
        OptionalLong trips =
                outer.trips().isPresent() ? OptionalLong.of(outer.trips().getAsLong() / factor) : OptionalLong.empty();
        List<Loop> loops = new ArrayList<>(nest.loops());
        int position = nest.position(outer.name());
        loops.set(position, new Loop(outer.name(), outer.axis(), outer.step() * factor, trips, outer.kind()));
        Loop rest = new Loop(inner, outer.axis(), outer.step(), OptionalLong.of(factor), Loop.Kind.SERIAL);
        int place = position + 1;
        if (outer.bound()) {
            while (place < loops.size() && loops.get(place).bound()) {
                place++;
            }
        }
        loops.add(place, rest);
        return nest.withLoops(loops);
    }

    @Override
    public Transformation withFactor(long other) {
        return new Split(loop, other);
    }

    @Override
    public long most() {
        return 1024;
    }

    private static List<Transformation> proposals(Nest nest) {
        List<Transformation> proposals = new ArrayList<>();
        for (Loop loop : nest.loops()) {
            for (long factor : nest.dividing(loop, List.of(2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L))) {
                if (factor < nest.tripsHere(loop)) {
                    proposals.add(new Split(loop.name(), factor));
                }
            }
        }
        return proposals;
    }
}
