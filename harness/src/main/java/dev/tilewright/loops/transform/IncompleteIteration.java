package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Annotation;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Treats the last iteration of a loop apart, which is incomplete where the loop's steps do not divide its axis. */
sealed interface IncompleteIteration extends NestTransformation permits Overlap, Peel {

    /** Returns the loop, around all others along its axis. */
    String loop();

    @Override
    default List<String> arguments() {
        return List.of(loop());
    }

    @Override
    default Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        SortedSet<String> loops = new TreeSet<>(loops(nest));
        if (!loops.add(loop())) {
            throw new IllegalTransformationException(already());
        }
        if (nest.loop(loop()).step() == 1) {
            throw new IllegalTransformationException(
                    "loop %s advances by one element, so none of its iterations is incomplete".formatted(loop()));
        }
        return nest.annotated(annotation(Collections.unmodifiableSortedSet(loops)));
    }

    /** Returns the loops of a nest that are treated so. */
    Set<String> loops(Nest nest);

    /** Returns what says that these loops are treated so. */
    Annotation annotation(SortedSet<String> loops);

    /** Returns why this is not done twice. */
    String already();

    /**
     * Refuses a loop that is not serial and around all others along its axis.
     *
     * @param which what loop is meant, for the message
     */
    static void requireOutermost(Nest nest, Loop loop, String which) throws IllegalTransformationException {
        if (loop.kind() != Loop.Kind.SERIAL
                || !loop.outermost()
                || !nest.loopsOf(loop.axis()).getFirst().equals(loop)) {
            throw new IllegalTransformationException(
                    "a loop %s is serial and around all others along its axis, and loop %s is not"
                            .formatted(which, loop.name()));
        }
    }

    /** Proposes each loop whose last iteration is incomplete. */
    static List<Transformation> proposals(Nest nest, Function<String, Transformation> of) {
        return nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.SERIAL
                        && loop.outermost()
                        && loop.step() > 1
                        && !nest.divides(nest.axis(loop)))
                .map(loop -> of.apply(loop.name()))
                .toList();
    }
}
