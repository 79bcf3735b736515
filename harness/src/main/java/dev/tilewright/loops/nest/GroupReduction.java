package dev.tilewright.loops.nest;

import java.util.List;
import java.util.Optional;

/**
 * A reduction that the work-items of a group share: each keeps a partial result, and a tree combines them in local memory.
 *
 * @param loop the loop whose iterations are spread over work-items
 * @param items how many work-items share one result, a power of two
 * @param apart the parallel loops that are spread over work-items too: each of their iterations has a tree of its own
 * @param accumulators how many partial results a work-item holds
 */
public record GroupReduction(Loop loop, long items, List<Loop> apart, long accumulators) {

    public GroupReduction {
        apart = List.copyOf(apart);
    }

    /** Returns the reduction that work-items of a nest share, if they share one. */
    public static Optional<GroupReduction> of(Nest nest) {
        List<Loop> items = nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.ITEM)
                .toList();
        return items.stream()
                .filter(nest::reduces)
                .findFirst()
                .map(loop -> new GroupReduction(
                        loop,
                        loop.trips().orElseThrow(),
                        items.stream().filter(other -> !nest.reduces(other)).toList(),
                        nest.accumulatorTile().stream()
                                .mapToLong(nest::tripsHere)
                                .reduce(nest.statements().size(), Math::multiplyExact)));
    }

    /** Returns how many partial results the work-items of a group hold together. */
    public long partials() {
        return apart.stream()
                .mapToLong(other -> other.trips().orElseThrow())
                .reduce(items * accumulators, Math::multiplyExact);
    }
}
