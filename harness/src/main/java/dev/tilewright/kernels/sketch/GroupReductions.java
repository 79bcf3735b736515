package dev.tilewright.kernels.sketch;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Accumulate;
import dev.tilewright.loops.transform.Bind;
import dev.tilewright.loops.transform.CrossThreadReduction;
import dev.tilewright.loops.transform.Split;
import dev.tilewright.loops.transform.Vectorize;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A reduction of long rows on cores that run many work-items: a group computes a result or a few, and its work-items share the reduction,
 * so that neighbours read neighbours (Harris, "Optimizing Parallel Reduction in CUDA", 2007).
 */
final class GroupReductions implements SketchRule {

    private static final List<Long> ITEMS = List.of(32L, 64L, 128L, 256L);
    private static final List<Long> ROWS = List.of(2L, 4L, 8L);
    private static final long LONG_ROW = 64;

    /** Where results have two axes or more, tiles of them share operands, and that is worth more. */
    private static final double WITH_TILES = 0.15;

    @Override
    public double weight(Nest nest, Draft draft) {
        boolean items = nest.loops().stream().anyMatch(loop -> loop.kind() == Loop.Kind.ITEM);
        if (draft.facts().cpu() || !draft.limits().workItems() || items) {
            return 0;
        }
        boolean longRow =
                longest(nest).filter(axis -> nest.extent(axis) >= LONG_ROW).isPresent();
        long parallel = nest.axes().stream().filter(axis -> !axis.reduction()).count();
        return longRow ? parallel > 1 ? WITH_TILES : 2 : 0;
    }

    private static Optional<Axis> longest(Nest nest) {
        return nest.axes().stream().filter(Axis::reduction).max(Comparator.comparingLong(nest::extent));
    }

    @Override
    public void schedule(String name, Draft draft) {
        Nest nest = draft.nest(name);
        Axis reduced = longest(nest).orElseThrow();
        List<Axis> parallel =
                nest.axes().stream().filter(axis -> !axis.reduction()).toList();
        for (Axis axis : parallel) {
            boolean last = axis.equals(parallel.getLast());
            Loop loop = nest.outermost(axis.name());
            Optional<Long> rows = last && draft.chance(0.4) ? draft.factor(nest, loop, ROWS) : Optional.empty();
            String inner = nest.freshName(axis.name());
            boolean several = rows.isPresent() && draft.attempt(name, new Split(axis.name(), rows.get()));
            draft.attempt(name, new Bind(axis.name(), Bind.Level.GROUP));
            if (several) {
                draft.attempt(name, new Bind(inner, Bind.Level.ITEM));
            }
        }
        nest.axes().stream()
                .filter(Axis::reduction)
                .findFirst()
                .ifPresent(first -> draft.attempt(name, new Accumulate(first.name(), new LinkedHashMap<>())));
        if (draft.chance(0.5)) {
            draft.attempt(name, new Vectorize(nest.axes().getLast().name(), 4));
        }
        draft.attemptAny(
                name,
                ITEMS.stream()
                        .filter(items -> items <= nest.extent(reduced))
                        .map(items -> new CrossThreadReduction(reduced.name(), items))
                        .toList());
    }
}
