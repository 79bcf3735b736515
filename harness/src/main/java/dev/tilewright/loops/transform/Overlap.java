package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Annotation;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * Lets the last iteration of a loop, where it would be incomplete, begin earlier, so that it is whole: it computes some elements that
 * the one before has computed, and needs no guard, no scalar copy of the body, and no masks.
 *
 * <p>Where a size is a little over a multiple of the lanes, as the 28 and 14 columns of a convolution's later layers, this costs a few
 * lanes in place of a scalar loop. Known from hand-written vector code for remainders (Intel, "64 and IA-32 Architectures Optimization
 * Reference Manual", on unaligned and overlapping stores).
 *
 * @param loop a serial loop, around all others along its axis
 */
public record Overlap(String loop) implements IncompleteIteration {

    /** What all of these have in common. */
    public static final Kind KIND = Kind.of("overlap", List.of("loop"), arguments -> new Overlap(arguments.text(0)))
            .proposing(Overlap::proposals)
            .checking(Overlap::check);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public Set<String> loops(Nest nest) {
        return in(nest);
    }

    @Override
    public Annotation annotation(SortedSet<String> loops) {
        return new Overlapping(loops);
    }

    @Override
    public String already() {
        return "the iterations of loop %s overlap already".formatted(loop);
    }

    /** Returns the loops whose last iteration begins so early that it is whole. */
    public static Set<String> in(Nest nest) {
        return nest.annotation(Overlapping.class).map(Overlapping::loops).orElse(Set.of());
    }

    /** Refuses a nest in which a loop whose iterations overlap is no longer one whose iterations may. */
    private static void check(Nest nest) throws IllegalTransformationException {
        for (String name : in(nest)) {
            Loop loop = nest.loop(name);
            IncompleteIteration.requireOutermost(nest, loop, "whose iterations overlap");
            requireElementsOnce(nest, loop);
            requireRowMajor(nest, loop);
            if (nest.extent(nest.axis(loop)) < loop.step()) {
                throw new IllegalTransformationException("loop %s advances by %d elements, and there are but %d"
                        .formatted(name, loop.step(), nest.extent(nest.axis(loop))));
            }
        }
    }

    /** An element may be computed twice, if it is computed whole each time. */
    private static void requireElementsOnce(Nest nest, Loop loop) throws IllegalTransformationException {
        if (nest.reduces(loop)) {
            throw new IllegalTransformationException(
                    "loop %s reduces, and what two iterations have in common would count twice".formatted(loop.name()));
        }
        int first = nest.firstReduction();
        boolean whole = nest.reduction().isEmpty()
                || (first > nest.position(loop.name())
                        && nest.accumulateAt().isPresent()
                        && nest.position(nest.accumulateAt().get()) == first);
        if (!whole) {
            throw new IllegalTransformationException(
                    "partial results of %s are in memory between iterations of loop %s; accumulate the whole reduction in registers inside of it"
                            .formatted(nest.name(), loop.name()));
        }
    }

    /** Tiles and panels begin where iterations do that do not overlap. */
    private static void requireRowMajor(Nest nest, Loop loop) throws IllegalTransformationException {
        for (Expression.Access access : nest.accesses()) {
            Panels panels = nest.panels().get(access.tensor());
            boolean cut =
                    panels != null && access.indices().get(panels.dimension()).coefficient(loop.axis()) != 0;
            boolean staged =
                    nest.staged().stream().anyMatch(other -> other.tensor().equals(access.tensor()));
            Affine moves = access.indices().stream().reduce(Affine.constant(0), (sum, index) -> sum.plus(index));
            if (cut || (staged && moves.coefficient(loop.axis()) != 0)) {
                throw new IllegalTransformationException(
                        "a copy of %s begins at a multiple of what loop %s advances by, and its last iteration does not"
                                .formatted(access.tensor(), loop.name()));
            }
        }
    }

    private static List<Transformation> proposals(Nest nest) {
        return IncompleteIteration.proposals(nest, Overlap::new);
    }

    private record Overlapping(Set<String> loops) implements Annotation {
        @Override
        public boolean completes(String loop) {
            return loops.contains(loop);
        }
    }
}
