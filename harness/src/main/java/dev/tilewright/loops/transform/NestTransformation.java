package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;

/** A transformation that concerns the one nest that it is applied to, and leaves all others alone. */
public interface NestTransformation extends Transformation {

    /**
     * Transforms a nest.
     *
     * @throws IllegalTransformationException if that would change the result, or not fit the limits
     */
    Nest apply(Nest nest, Limits limits) throws IllegalTransformationException;

    @Override
    default LoopNests apply(LoopNests nests, Nest nest, Limits limits) throws IllegalTransformationException {
        return nests.with(apply(nest, limits));
    }
}
