package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.GroupReduction;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.List;

/** What barriers ask of the loops and branches around them: all work-items of a group must reach each of them equally often. */
final class Barriers {

    private Barriers() {}

    /** Tells whether the work-items of a group meet at barriers. */
    static boolean in(Nest nest) {
        return !nest.staged().isEmpty() || GroupReduction.of(nest).isPresent();
    }

    /** Refuses a loop around a barrier that work-items would leave at different times. */
    static void requireAllToStay(Nest nest, Loop loop) throws IllegalTransformationException {
        boolean hasItems = nest.loopsOf(loop.axis()).stream().anyMatch(other -> other.kind() == Loop.Kind.ITEM);
        if (loop.kind() == Loop.Kind.SERIAL && hasItems && !nest.divides(nest.axis(loop))) {
            throw new IllegalTransformationException(
                    "work-items would leave loop %s at different times and miss the barrier".formatted(loop.name()));
        }
    }

    /** Refuses barriers in the code of tiles at an edge, where the compiler does not allow barriers in branches. */
    static void requireOutsideOfBranches(Nest nest, Limits limits) throws IllegalTransformationException {
        if (!in(nest) || limits.permits(Capability.BARRIERS_IN_BRANCHES)) {
            return;
        }
        List<String> edges = Versions.axes(nest);
        if (!edges.isEmpty()) {
            throw new IllegalTransformationException(
                    "tiles at the edge of %s have code of their own, in which work-items would meet, and compilers for CPUs get such branches wrong"
                            .formatted(String.join(" and ", edges)));
        }
    }
}
