package dev.tilewright.loops;

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
