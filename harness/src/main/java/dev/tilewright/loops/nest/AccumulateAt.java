package dev.tilewright.loops.nest;

import java.util.Optional;

/**
 * Where accumulators live in registers.
 *
 * @param loop the reduction loop outside of which they do
 */
public record AccumulateAt(String loop) implements Annotation {

    @Override
    public Optional<String> needs(String other) {
        return loop.equals(other) ? Optional.of("loop %s holds the accumulators".formatted(loop)) : Optional.empty();
    }
}
