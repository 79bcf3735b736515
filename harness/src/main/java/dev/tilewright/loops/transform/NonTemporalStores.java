package dev.tilewright.loops.transform;

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
    public static final Kind KIND = new StreamStoresKind();

    @Override
    public String name() {
        return KIND.name();
    }

    @Override
    public List<String> arguments() {
        return List.of();
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (!limits.streamingStores()) {
            throw new IllegalTransformationException("this language has no stores that pass the caches by");
        }
        if (nest.streaming()) {
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
        return nest.streamed();
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return List.of();
    }

    private static final class StreamStoresKind implements Kind {
        @Override
        public String name() {
            return "stream-stores";
        }

        @Override
        public Transformation parse(List<String> arguments) {
            Numbers.expect(arguments, 0, "stream-stores()");
            return new NonTemporalStores();
        }

        @Override
        public List<Transformation> proposals(Nest nest, Limits limits) {
            return limits.streamingStores() && nest.vectorLoop().isPresent() && !nest.streaming()
                    ? List.of(new NonTemporalStores())
                    : List.of();
        }
    }
}
