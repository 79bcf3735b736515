package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Staged;
import java.util.List;

/** Lets each iteration of a loop copy the tile that the next one reads from local memory, which transformations do in several ways. */
sealed interface CopyAhead extends NestTransformation permits DoubleBuffer, Prefetch {

    /** Returns the staged operand. */
    String tensor();

    /** Returns the loop at which it is staged. */
    String at();

    @Override
    default List<String> arguments() {
        return List.of(tensor(), at());
    }

    @Override
    default Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (!limits.workItems()) {
            throw new IllegalTransformationException(
                    "this device has no work-items, of which some could compute while others copy");
        }
        for (Staged staged : nest.staged()) {
            if (staged.tensor().equals(tensor()) && staged.at().equals(at())) {
                return nest.staging(ahead(staged));
            }
        }
        throw new IllegalTransformationException("%s is not staged at loop %s".formatted(tensor(), at()));
    }

    /**
     * Returns the operand copied ahead.
     *
     * @throws IllegalTransformationException if it is already, in this way
     */
    Staged ahead(Staged staged) throws IllegalTransformationException;

    /** Refuses copies ahead where no iteration comes next. */
    static void check(Nest nest) throws IllegalTransformationException {
        for (Staged staged : nest.staged()) {
            if (staged.ahead() && nest.elided(nest.loop(staged.at()))) {
                throw new IllegalTransformationException("loop %s has one iteration, and no next tile of %s to copy"
                        .formatted(staged.at(), staged.tensor()));
            }
        }
    }
}
