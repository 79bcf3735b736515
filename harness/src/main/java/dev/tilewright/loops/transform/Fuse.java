package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Annotation;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Makes one of two neighbouring loops. The outer and the inner part of a split become the loop that they were. Loops of different
 * axes that are bound alike keep their variables and share one dimension of the grid, whose index is divided among them.
 *
 * <p>A grid has three dimensions, and some devices allow far fewer groups along the second and third than along the first. Known as
 * coalescing (Polychronopoulos, "Loop Coalescing: A Compiler Transformation for Parallel Machines", 1987).
 *
 * @param outer the outer loop
 * @param inner the loop directly inside it
 */
public record Fuse(String outer, String inner) implements NestTransformation {

    /** What all fusions have in common. */
    public static final Kind KIND = Kind.of(
                    "fuse", List.of("outer", "inner"), arguments -> new Fuse(arguments.text(0), arguments.text(1)))
            .proposing(Fuse::proposals);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(outer, inner);
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        Loop first = nest.loop(outer);
        Loop second = nest.loop(inner);
        if (nest.position(inner) != nest.position(outer) + 1) {
            throw new IllegalTransformationException("loop %s is not directly inside loop %s".formatted(inner, outer));
        }
        if (first.kind() != second.kind()) {
            throw new IllegalTransformationException(
                    "loop %s is %s and loop %s is %s".formatted(outer, word(first), inner, word(second)));
        }
        if (areOneSplit(first, second)) {
            return joined(nest, first, second);
        }
        if (!first.bound()) {
            throw new IllegalTransformationException(
                    "loops %s and %s are not the parts of one split, and not bound".formatted(outer, inner));
        }
        if (sharing(nest).contains(outer)) {
            throw new IllegalTransformationException(
                    "loops %s and %s share a dimension of the grid already".formatted(outer, inner));
        }
        Set<String> sharing = new HashSet<>(sharing(nest));
        sharing.add(outer);
        return nest.annotated(new SharedDimensions(sharing));
    }

    private static String word(Loop loop) {
        return loop.kind().name().toLowerCase(Locale.ROOT);
    }

    /** Tells whether one iteration of the outer loop is as long as the whole inner loop. */
    private static boolean areOneSplit(Loop outer, Loop inner) {
        return outer.axis().equals(inner.axis())
                && inner.trips().isPresent()
                && outer.step() == inner.step() * inner.trips().getAsLong();
    }

    private Nest joined(Nest nest, Loop first, Loop second) throws IllegalTransformationException {
        for (Annotation annotation : nest.annotations().values()) {
            Optional<String> reason = annotation.needs(inner);
            if (reason.isPresent()) {
                throw new IllegalTransformationException(reason.get());
            }
        }
        OptionalLong trips = first.trips().isPresent()
                ? OptionalLong.of(first.trips().getAsLong() * second.trips().orElseThrow())
                : OptionalLong.empty();
        List<Loop> loops = new ArrayList<>(nest.loops());
        loops.remove(second);
        loops.set(nest.position(outer), new Loop(outer, first.axis(), second.step(), trips, first.kind()));
        Set<String> sharing = new HashSet<>(sharing(nest));
        sharing.remove(outer);
        if (sharing.remove(inner)) {
            sharing.add(outer);
        }
        return sharing.equals(sharing(nest))
                ? nest.withLoops(loops)
                : nest.withLoops(loops).annotated(new SharedDimensions(sharing));
    }

    /** Returns the bound loops that share a dimension of the grid with the next loop further in that is bound alike. */
    public static Set<String> sharing(Nest nest) {
        return nest.annotation(SharedDimensions.class)
                .map(SharedDimensions::loops)
                .orElse(Set.of());
    }

    private static List<Transformation> proposals(Nest nest) {
        List<Transformation> proposals = new ArrayList<>();
        for (int i = 0; i + 1 < nest.loops().size(); i++) {
            Loop outer = nest.loops().get(i);
            Loop inner = nest.loops().get(i + 1);
            if (outer.kind() == inner.kind() && (outer.bound() || areOneSplit(outer, inner))) {
                proposals.add(new Fuse(outer.name(), inner.name()));
            }
        }
        return proposals;
    }

    private record SharedDimensions(Set<String> loops) implements Annotation {
        private SharedDimensions {
            loops = Set.copyOf(loops);
        }
    }
}
