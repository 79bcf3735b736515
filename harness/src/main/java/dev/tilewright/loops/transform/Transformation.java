package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import java.util.List;

/** One loop transformation with its parameters. Implementations are records, listed in {@link Transformations}. */
public interface Transformation {

    /** Returns the name of its kind, {@code split}. */
    String name();

    /** Returns its parameters as they are written, {@code [i, 8]}. */
    List<String> arguments();

    /**
     * Transforms one of several nests, and whatever others that concerns.
     *
     * @param nests all nests of the computation
     * @param nest the one that is transformed
     * @throws IllegalTransformationException if that would change the result, or not fit the limits
     */
    LoopNests apply(LoopNests nests, Nest nest, Limits limits) throws IllegalTransformationException;

    /** Returns the same transformation with other numbers, each worth trying on {@code nest} in its place. */
    List<Transformation> variations(Nest nest, Limits limits);

    /** What all transformations of one name have in common. */
    interface Kind {

        /** Returns the name, the word used in schedules, directives and docs/transformations.md. */
        String name();

        /**
         * Reads the parameters.
         *
         * @throws IllegalArgumentException if they are not of the right number or form
         */
        Transformation parse(List<String> arguments);

        /** Returns the transformations of this kind that are worth trying on {@code nest}; not all need be legal. */
        List<Transformation> proposals(Nest nest, Limits limits);
    }
}
