package dev.tilewright.loops.nest;

import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a transformation leaves in a nest: how it is carried out, beyond the order and kinds of its loops. Each transformation has
 * annotations of its own class, and a nest has at most one of each; see {@link Nest#annotation}. The methods answer what a nest has to
 * know of any annotation; most need none of them.
 */
public interface Annotation {

    /** Returns why a loop cannot become a part of the one around it; empty unless this annotation needs it. */
    default Optional<String> needs(String loop) {
        return Optional.empty();
    }

    /** Returns what is computed along with the nest's statement, before it. */
    default List<Statement> statements() {
        return List.of();
    }

    /** Returns the same with other indices and extents. */
    default Annotation mapping(UnaryOperator<Affine> indices) {
        return this;
    }

    /** Tells whether all iterations of a loop to the end of its axis are whole, even where its steps do not divide the axis. */
    default boolean completes(String loop) {
        return false;
    }

    /** Tells whether nothing beyond the end of an axis may be computed, even where there are zeros in panels. */
    default boolean needsGuards() {
        return false;
    }
}
