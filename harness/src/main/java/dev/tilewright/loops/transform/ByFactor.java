package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Nest;
import java.util.List;

/** Takes iterations of a loop together, a fixed number at a time: what becomes of them is up to each transformation. */
sealed interface ByFactor extends NestTransformation permits Split, Unroll, UnrollAndJam {

    /** Returns the loop. */
    String loop();

    /** Returns how many iterations are taken together, at least 2. */
    long factor();

    /** Returns the same with another factor. */
    Transformation withFactor(long other);

    /** Returns the greatest factor that is worth trying in the place of this one. */
    long most();

    @Override
    default List<String> arguments() {
        return List.of(loop(), Long.toString(factor()));
    }

    @Override
    default List<Transformation> variations(Nest nest, Limits limits) {
        return Factors.around(factor(), 2, most()).stream()
                .map(this::withFactor)
                .toList();
    }
}
