package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.List;

/**
 * Computes what stays the same while a loop runs once before it, and keeps it in registers: loop-invariant code motion (Allen and Cocke,
 * "A Transformations of Optimizing Transformations", 1971).
 *
 * <p>Compilers do that themselves where they know that no store changes an operand, and never turn a division into a multiplication with
 * the reciprocal, since that rounds differently; this does both. See {@link Hoisted} for what is found.
 *
 * @param loop the loop
 */
public record Hoist(String loop) implements NestTransformation {

    /** What all of these have in common. */
    public static final Kind KIND = new HoistKind();

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
        if (nest.hoistAt().isPresent()) {
            throw new IllegalTransformationException("what stays the same is computed before loop %s already"
                    .formatted(nest.hoistAt().get()));
        }
        return nest.hoistingAt(nest.loop(loop).name());
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return List.of();
    }

    private static final class HoistKind implements Kind {
        @Override
        public String name() {
            return "hoist";
        }

        @Override
        public Transformation parse(List<String> arguments) {
            Numbers.expect(arguments, 1, "hoist(loop)");
            return new Hoist(arguments.getFirst());
        }

        @Override
        public List<Transformation> proposals(Nest nest, Limits limits) {
            return nest.loops().stream()
                    .filter(loop -> loop.kind() == Loop.Kind.SERIAL || loop.kind() == Loop.Kind.UNROLLED)
                    .filter(loop -> !Hoisted.of(nest, loop.name()).values().isEmpty())
                    .<Transformation>map(loop -> new Hoist(loop.name()))
                    .toList();
        }
    }
}
