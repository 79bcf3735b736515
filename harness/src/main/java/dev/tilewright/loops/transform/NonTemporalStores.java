package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Annotation;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Nest;
import java.util.List;

/**
 * Stores whole vectors of results past the caches, where nothing reads them soon: with non-temporal stores.
 *
 * <p>An ordinary store first loads the line that it goes to, so a result costs its bytes twice, and drives other data out of the caches.
 * Only aligned vectors are stored so; scalars, and vectors that may lie across two lines, are stored as before. See Drepper, "What Every
 * Programmer Should Know About Memory", 2007, section 6.1.
 */
public record NonTemporalStores() implements NestTransformation {

    /** What all streaming of stores has in common. */
    public static final Kind KIND = Kind.of("stream-stores", List.of(), arguments -> new NonTemporalStores())
            .proposing(NonTemporalStores::proposals);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of();
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (!limits.permits(Capability.NON_TEMPORAL_STORES)) {
            throw new IllegalTransformationException("this language has no stores that pass the caches by");
        }
        if (in(nest)) {
            throw new IllegalTransformationException(
                    "the results of %s pass the caches by already".formatted(nest.name()));
        }
        if (nest.reduction().isPresent()
                && (nest.accumulateAt().isEmpty()
                        || nest.position(nest.accumulateAt().get()) != nest.firstReduction())) {
            throw new IllegalTransformationException(
                    "partial results of %s are read again from memory; accumulate the whole reduction in registers first"
                            .formatted(nest.name()));
        }
        boolean lanes = nest.vectorLoop()
                .filter(loop -> nest.statement().target().indices().stream()
                        .anyMatch(index -> index.coefficient(loop.axis()) != 0))
                .isPresent();
        if (!lanes) {
            throw new IllegalTransformationException(
                    "results of %s are stored one by one; vectorize along a dimension of it first"
                            .formatted(nest.name()));
        }
        return nest.annotated(new Streaming());
    }

    /** Tells whether whole vectors of results are stored past the caches. */
    public static boolean in(Nest nest) {
        return nest.annotation(Streaming.class).isPresent();
    }

    private static List<Transformation> proposals(Nest nest, Limits limits) {
        return limits.permits(Capability.NON_TEMPORAL_STORES)
                        && nest.vectorLoop().isPresent()
                        && !in(nest)
                ? List.of(new NonTemporalStores())
                : List.of();
    }

    private record Streaming() implements Annotation {}
}
