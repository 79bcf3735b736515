package dev.tilewright.kernels.sketch;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Accumulate;
import dev.tilewright.loops.transform.Bind;
import dev.tilewright.loops.transform.DoubleBuffer;
import dev.tilewright.loops.transform.Prefetch;
import dev.tilewright.loops.transform.Split;
import dev.tilewright.loops.transform.Stage;
import dev.tilewright.loops.transform.Unroll;
import dev.tilewright.loops.transform.Vectorize;
import dev.tilewright.tensor.Expression;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * A reduction on cores that run many work-items: a group computes a tile of the result, each of its work-items a smaller tile in
 * registers, and blocks of the operands are staged in local memory, where all work-items of the group read them. The structure of
 * matrix multiplication on GPUs since Volkov and Demmel (2008); CUTLASS calls the levels thread block and thread.
 */
final class GroupTiles implements SketchRule {

    /** Results of a work-item along an axis. */
    private static final List<Long> ITEM_TILES = List.of(1L, 2L, 4L, 8L);

    /** What a work-item may hold of the registers there are before compilers spill. */
    private static final long MOST_RESULTS = 128;

    private static final long VECTOR = 4;

    private static final List<Long> BLOCKS = List.of(4L, 8L, 16L, 32L);

    /** Work-items of a group where nothing speaks against it, in warps of 32. */
    private static final List<Long> ITEMS = List.of(128L, 256L, 512L);

    /** How a tile is cut along an axis: {@code items} work-items that each compute {@code results}, some of them as lanes of a vector. */
    private record Cut(long items, long results, boolean lanes) {

        long width() {
            return items * results * (lanes ? VECTOR : 1);
        }
    }

    @Override
    public double weight(Nest nest, Draft draft) {
        boolean fresh = nest.loops().stream().noneMatch(Loop::bound);
        boolean tiles = nest.axes().stream().anyMatch(axis -> !axis.reduction());
        // Where a language has no vectors, work-items are what a driver for CPUs makes vectors of.
        boolean seldom = draft.facts().cpu() && !draft.lanes().isEmpty();
        return nest.reduction().isPresent() && fresh && tiles && draft.limits().workItems() ? seldom ? 0.1 : 1 : 0;
    }

    @Override
    public void schedule(String name, Draft draft) {
        List<String> parallel = draft.nest(name).axes().stream()
                .filter(axis -> !axis.reduction())
                .map(Axis::name)
                .toList();
        List<String> tiled = parallel.subList(Math.max(0, parallel.size() - 2), parallel.size());
        SequencedMap<String, Long> held = new LinkedHashMap<>();
        SequencedMap<String, Cut> cuts = cuts(name, tiled, draft);
        for (String axis : parallel) {
            Cut cut = cuts.get(axis);
            if (cut != null) {
                tile(name, axis, cut, held, draft);
            } else {
                draft.attempt(name, new Bind(axis, Bind.Level.GROUP));
            }
        }
        reduce(name, held, draft);
    }

    /** Draws how axes are cut: a whole number of warps, spread over the axes, the last one widest since its elements are neighbours. */
    private static SequencedMap<String, Cut> cuts(String name, List<String> axes, Draft draft) {
        SequencedMap<String, Cut> cuts = new LinkedHashMap<>();
        long left = Math.min(draft.pick(ITEMS), draft.limits().groupSize());
        long results = 1;
        for (String axis : axes.reversed()) {
            boolean lanes = cuts.isEmpty() && draft.chance(0.4);
            boolean last = cuts.size() == axes.size() - 1;
            long items = last ? left : Math.min(left, draft.pick(List.of(8L, 16L, 32L, 64L)));
            long most = MOST_RESULTS / results / (lanes ? VECTOR : 1);
            Nest nest = draft.nest(name);
            long extent = nest.extent(nest.axis(axis));
            List<Cut> fitting = ITEM_TILES.stream()
                    .filter(each -> each <= most)
                    .map(each -> new Cut(items, each, lanes))
                    .filter(cut -> extent % cut.width() == 0)
                    .toList();
            Cut cut = fitting.isEmpty() ? new Cut(items, 1, false) : draft.pick(fitting);
            cuts.putFirst(axis, cut);
            left /= items;
            results *= cut.width() / items;
        }
        return cuts;
    }

    /** Cuts an axis in tiles of groups, and these in tiles of work-items. */
    private static void tile(String name, String axis, Cut cut, SequencedMap<String, Long> held, Draft draft) {
        Nest nest = draft.nest(name);
        String inner = nest.freshName(axis);
        boolean fits = cut.width() > 1 && cut.width() <= nest.extent(nest.axis(axis));
        if (!fits || !draft.attempt(name, new Split(axis, cut.width()))) {
            draft.attempt(name, new Bind(axis, Bind.Level.GROUP));
            return;
        }
        draft.attempt(name, new Bind(axis, Bind.Level.GROUP));
        if (cut.lanes()) {
            draft.attempt(name, new Vectorize(inner, VECTOR));
        }
        held.put(inner, cut.results());
    }

    private static void reduce(String name, SequencedMap<String, Long> held, Draft draft) {
        Nest nest = draft.nest(name);
        String reduction = nest.axes().stream()
                .filter(Axis::reduction)
                .map(Axis::name)
                .findFirst()
                .orElseThrow();
        String inner = nest.freshName(reduction);
        boolean blocked = draft.factor(nest, nest.outermost(reduction), BLOCKS)
                .filter(block -> draft.attempt(name, new Split(reduction, block)))
                .isPresent();
        SequencedMap<String, Long> several = new LinkedHashMap<>(held);
        several.values().removeIf(results -> results == 1);
        if (!draft.attempt(name, new Accumulate(reduction, several))) {
            draft.attempt(name, new Accumulate(reduction, new LinkedHashMap<>()));
        }
        // What is left of a tile once each work-item has its part of it are the work-items.
        held.keySet().forEach(items -> draft.attempt(name, new Bind(items, Bind.Level.ITEM)));
        if (!blocked) {
            return;
        }
        for (String operand : draft.nest(name).reads().stream()
                .map(Expression.Access::tensor)
                .collect(Collectors.toCollection(LinkedHashSet::new))) {
            if (draft.chance(0.8)) {
                stage(name, operand, reduction, draft);
            }
        }
        if (draft.chance(0.3)) {
            draft.attempt(name, new Unroll(inner, draft.pick(List.of(2L, 4L))));
        }
    }

    /** Stages an operand; where local memory is memory of its own, in a layout and with copies ahead as they may pay there. */
    private static void stage(String name, String operand, String reduction, Draft draft) {
        if (draft.facts().cpu()) {
            draft.attempt(name, new Stage(operand, reduction));
            return;
        }
        boolean transposed = draft.nest(name).shape(operand).size() > 1 && draft.chance(0.4);
        long padding = draft.pick(List.of(0L, 1L, 4L));
        if (!draft.attempt(name, new Stage(operand, reduction, transposed, padding))) {
            draft.attempt(name, new Stage(operand, reduction));
        }
        if (draft.chance(0.3)) {
            draft.attempt(name, new DoubleBuffer(operand, reduction));
        }
        if (draft.chance(0.3)) {
            draft.attempt(name, new Prefetch(operand, reduction));
        }
    }
}
