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

    private static final List<Long> GROUP_TILES = List.of(16L, 32L, 64L, 128L);
    private static final List<Long> ITEM_TILES = List.of(1L, 2L, 4L, 8L);
    private static final List<Long> BLOCKS = List.of(4L, 8L, 16L, 32L);

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
        for (String axis : parallel) {
            if (tiled.contains(axis)) {
                tile(name, axis, held, draft);
            } else {
                draft.attempt(name, new Bind(axis, Bind.Level.GROUP));
            }
        }
        reduce(name, held, draft);
    }

    /** Cuts an axis in tiles of groups, and these in tiles of work-items. */
    private static void tile(String name, String axis, SequencedMap<String, Long> held, Draft draft) {
        Nest nest = draft.nest(name);
        long width = draft.factor(nest, nest.outermost(axis), GROUP_TILES).orElse(1L);
        String inner = nest.freshName(axis);
        if (width == 1 || !draft.attempt(name, new Split(axis, width))) {
            draft.attempt(name, new Bind(axis, Bind.Level.GROUP));
            return;
        }
        draft.attempt(name, new Bind(axis, Bind.Level.GROUP));
        if (draft.chance(0.4)) {
            draft.attempt(name, new Vectorize(inner, 4));
        }
        draft.attempt(name, new Bind(inner, Bind.Level.ITEM));
        long factor = draft.pick(ITEM_TILES);
        if (factor > 1) {
            held.put(inner, factor);
        }
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
        if (!draft.attempt(name, new Accumulate(reduction, held))) {
            draft.attempt(name, new Accumulate(reduction, new LinkedHashMap<>()));
        }
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
