package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.List;

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
public record Overlap(String loop) implements NestTransformation {

    /** What all of these have in common. */
    public static final Kind KIND = new OverlapKind();

    @Override
    public String name() {
        return KIND.name();
    }

    @Override
    public List<String> arguments() {
        return List.of(loop);
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (nest.overlapping().contains(loop)) {
            throw new IllegalTransformationException("the iterations of loop %s overlap already".formatted(loop));
        }
        if (nest.loop(loop).step() == 1) {
            throw new IllegalTransformationException(
                    "loop %s advances by one element, so none of its iterations is incomplete".formatted(loop));
        }
        return nest.overlappingAt(loop);
    }

    /** Refuses a nest in which a loop whose iterations overlap is no longer one whose iterations may. */
    static void check(Nest nest) throws IllegalTransformationException {
        for (String name : nest.overlapping()) {
            Loop loop = nest.loop(name);
            if (loop.kind() != Loop.Kind.SERIAL
                    || !loop.outermost()
                    || !nest.loopsOf(loop.axis()).getFirst().equals(loop)) {
                throw new IllegalTransformationException(
                        "a loop whose iterations overlap is serial and around all others along its axis, and loop %s is not"
                                .formatted(name));
            }
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

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return List.of();
    }

    private static final class OverlapKind implements Kind {
        @Override
        public String name() {
            return "overlap";
        }

        @Override
        public Transformation parse(List<String> arguments) {
            Numbers.expect(arguments, 1, "overlap(loop)");
            return new Overlap(arguments.getFirst());
        }

        @Override
        public List<Transformation> proposals(Nest nest, Limits limits) {
            List<Transformation> proposals = new ArrayList<>();
            for (Loop loop : nest.loops()) {
                if (loop.kind() == Loop.Kind.SERIAL
                        && loop.outermost()
                        && loop.step() > 1
                        && !nest.divides(nest.axis(loop))) {
                    proposals.add(new Overlap(loop.name()));
                }
            }
            return proposals;
        }
    }
}
