package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Annotation;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.List;
import java.util.Optional;

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
    public static final Kind KIND = Kind.of("hoist", List.of("loop"), arguments -> new Hoist(arguments.text(0)))
            .proposing(Hoist::proposals)
            .checking(Hoisted::check);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(loop);
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (at(nest).isPresent()) {
            throw new IllegalTransformationException(
                    "what stays the same is computed before loop %s already".formatted(at(nest).get()));
        }
        return nest.annotated(new Hoisting(nest.loop(loop).name()));
    }

    /** Returns the loop before which is computed what stays the same in it; empty while everything is computed where it is used. */
    public static Optional<String> at(Nest nest) {
        return nest.annotation(Hoisting.class).map(Hoisting::loop);
    }

    private static List<Transformation> proposals(Nest nest) {
        return nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.SERIAL || loop.kind() == Loop.Kind.UNROLLED)
                .filter(loop -> !Hoisted.of(nest, loop.name()).values().isEmpty())
                .<Transformation>map(loop -> new Hoist(loop.name()))
                .toList();
    }

    private record Hoisting(String loop) implements Annotation {
        @Override
        public Optional<String> needs(String other) {
            return loop.equals(other)
                    ? Optional.of("what stays the same in loop %s is computed before it".formatted(loop))
                    : Optional.empty();
        }

        @Override
        public boolean needsGuards() {
            return true;
        }
    }
}
