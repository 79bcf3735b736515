package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Annotation;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

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
public record Peel(String loop) implements IncompleteIteration {

    /** What all of these have in common. */
    public static final Kind KIND = Kind.of("peel", List.of("loop"), arguments -> new Peel(arguments.text(0)))
            .proposing(Peel::proposals)
            .checking(Peel::check);

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
        return new Peeled(loops);
    }

    @Override
    public String already() {
        return "loop %s is peeled already".formatted(loop);
    }

    /** Returns the loops whose last, incomplete iteration is carried out apart from the others. */
    public static Set<String> in(Nest nest) {
        return nest.annotation(Peeled.class).map(Peeled::loops).orElse(Set.of());
    }

    /** Refuses a nest in which a loop that is peeled is no longer one that can be. */
    private static void check(Nest nest) throws IllegalTransformationException {
        for (String name : in(nest)) {
            Loop loop = nest.loop(name);
            IncompleteIteration.requireOutermost(nest, loop, "that is peeled");
        }
    }

    private static List<Transformation> proposals(Nest nest) {
        return IncompleteIteration.proposals(nest, Peel::new);
    }

    private record Peeled(Set<String> loops) implements Annotation {}
}
