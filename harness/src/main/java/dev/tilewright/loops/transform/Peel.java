package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries out the last, incomplete iteration of a loop apart from the others: the whole ones run without guards, and a copy of the body
 * with a guard in every loop follows. Known as loop peeling, or index-set splitting (Allen and Kennedy, "Optimizing Compilers for Modern
 * Architectures", 2001).
 *
 * <p>Without it a serial loop has its guard in every iteration, and along a parallel axis each tile is asked whether it is whole. A
 * reduction whose axis has lanes or unrolled loops is peeled in any case. Where the steps of the loop divide the size at hand there
 * is nothing to peel, and no guard.
 *
 * @param loop the loop, around all others along its axis
 */
public record Peel(String loop) implements NestTransformation {

    /** What all of these have in common. */
    public static final Kind KIND = new PeelKind();

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
        if (nest.peeled().contains(loop)) {
            throw new IllegalTransformationException("loop %s is peeled already".formatted(loop));
        }
        if (nest.loop(loop).step() == 1) {
            throw new IllegalTransformationException(
                    "loop %s advances by one element, so none of its iterations is incomplete".formatted(loop));
        }
        return nest.peeling(loop);
    }

    /** Refuses a nest in which a loop that is peeled is no longer one that can be. */
    static void check(Nest nest) throws IllegalTransformationException {
        for (String name : nest.peeled()) {
            Loop loop = nest.loop(name);
            if (loop.kind() != Loop.Kind.SERIAL
                    || !loop.outermost()
                    || !nest.loopsOf(loop.axis()).getFirst().equals(loop)) {
                throw new IllegalTransformationException(
                        "a loop that is peeled is serial and around all others along its axis, and loop %s is not"
                                .formatted(name));
            }
        }
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return List.of();
    }

    private static final class PeelKind implements Kind {
        @Override
        public String name() {
            return "peel";
        }

        @Override
        public Transformation parse(List<String> arguments) {
            Numbers.expect(arguments, 1, "peel(loop)");
            return new Peel(arguments.getFirst());
        }

        @Override
        public List<Transformation> proposals(Nest nest, Limits limits) {
            List<Transformation> proposals = new ArrayList<>();
            for (Loop loop : nest.loops()) {
                if (loop.kind() == Loop.Kind.SERIAL
                        && loop.outermost()
                        && loop.step() > 1
                        && !nest.divides(nest.axis(loop))) {
                    proposals.add(new Peel(loop.name()));
                }
            }
            return proposals;
        }
    }
}
