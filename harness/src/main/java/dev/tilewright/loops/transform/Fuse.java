package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Staged;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
    public static final Kind KIND = new FuseKind();

    @Override
    public String name() {
        return KIND.name();
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
        if (nest.sharing().contains(outer)) {
            throw new IllegalTransformationException(
                    "loops %s and %s share a dimension of the grid already".formatted(outer, inner));
        }
        Set<String> sharing = new HashSet<>(nest.sharing());
        sharing.add(outer);
        return nest.sharing(sharing);
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
        if (nest.accumulateAt().filter(inner::equals).isPresent()) {
            throw new IllegalTransformationException("loop %s holds the accumulators".formatted(inner));
        }
        if (nest.hoistAt().filter(inner::equals).isPresent()) {
            throw new IllegalTransformationException(
                    "what stays the same in loop %s is computed before it".formatted(inner));
        }
        for (Staged staged : nest.staged()) {
            if (staged.at().equals(inner)) {
                throw new IllegalTransformationException(
                        "the tile of %s is copied in loop %s".formatted(staged.tensor(), inner));
            }
        }
        OptionalLong trips = first.trips().isPresent()
                ? OptionalLong.of(first.trips().getAsLong() * second.trips().orElseThrow())
                : OptionalLong.empty();
        List<Loop> loops = new ArrayList<>(nest.loops());
        loops.remove(second);
        loops.set(nest.position(outer), new Loop(outer, first.axis(), second.step(), trips, first.kind()));
        Set<String> sharing = new HashSet<>(nest.sharing());
        sharing.remove(outer);
        if (sharing.remove(inner)) {
            sharing.add(outer);
        }
        return nest.withLoops(loops).sharing(sharing);
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return List.of();
    }

    private static final class FuseKind implements Kind {
        @Override
        public String name() {
            return "fuse";
        }

        @Override
        public Transformation parse(List<String> arguments) {
            Numbers.expect(arguments, 2, "fuse(outer, inner)");
            return new Fuse(arguments.get(0), arguments.get(1));
        }

        @Override
        public List<Transformation> proposals(Nest nest, Limits limits) {
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
    }
}
