package dev.tilewright.kernels.sketch;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Bind;
import dev.tilewright.loops.transform.NonTemporalStores;
import dev.tilewright.loops.transform.PrefetchLines;
import dev.tilewright.loops.transform.Reorder;
import dev.tilewright.loops.transform.Split;
import dev.tilewright.loops.transform.Stage;
import dev.tilewright.loops.transform.TransposeLanes;
import dev.tilewright.loops.transform.UnrollAndJam;
import dev.tilewright.loops.transform.Vectorize;
import dev.tilewright.tensor.Expression;
import java.util.List;
import java.util.stream.Stream;

/**
 * A statement that computes each element once, with no reduction: what counts is how memory is walked. Rows or chunks go to groups and
 * lanes along them; where operands lie crosswise, square tiles are read along one axis and written along the other (for transposition:
 * Ruetsch and Micikevicius, "Optimizing Matrix Transpose in CUDA", 2009). Copies that another step has bound get their lanes.
 */
final class Streams implements SketchRule {

    private static final List<Long> CHUNKS = List.of(1024L, 4096L, 16384L, 65536L);
    private static final List<Long> ROWS = List.of(2L, 4L, 8L, 16L, 32L);
    private static final List<Long> TILES = List.of(8L, 16L, 32L, 64L);

    /** Squares across a block. Large blocks come back to the pages they write, small ones to the lines they read. */
    private static final List<Long> BLOCKS = List.of(2L, 4L, 8L, 16L, 32L, 64L);

    @Override
    public double weight(Nest nest, Draft draft) {
        return nest.reduction().isEmpty() && !nest.axes().isEmpty() ? 1 : 0;
    }

    @Override
    public void schedule(String name, Draft draft) {
        Nest nest = draft.nest(name);
        boolean bound = nest.loops().stream().anyMatch(Loop::bound);
        List<String> axes = nest.axes().stream().map(Axis::name).toList();
        if (bound) {
            vectorize(name, draft);
        } else if (crosswise(name, axes, draft) && axes.size() >= 2) {
            if (!draft.facts().cpu() || !draft.chance(0.8) || !squares(name, axes, draft)) {
                tile(name, axes, draft);
            }
        } else {
            rows(name, axes, draft);
        }
    }

    private static boolean crosswise(String name, List<String> axes, Draft draft) {
        return axes.stream().noneMatch(axis -> draft.allows(name, new Vectorize(axis, 2)));
    }

    private static void rows(String name, List<String> axes, Draft draft) {
        String last = axes.getLast();
        boolean items = draft.limits().workItems() && !draft.facts().cpu();
        for (String axis : axes.subList(0, axes.size() - 1)) {
            Nest nest = draft.nest(name);
            if (axes.size() == 2 && draft.chance(0.4)) {
                draft.factor(nest, nest.outermost(axis), ROWS)
                        .ifPresent(rows -> draft.attempt(name, new Split(axis, rows)));
            }
            draft.attempt(name, new Bind(axis, Bind.Level.GROUP));
        }
        Nest nest = draft.nest(name);
        Loop loop = nest.outermost(last);
        if (items) {
            long size = draft.factor(nest, loop, List.of(64L, 128L, 256L)).orElse(64L);
            String inner = nest.freshName(last);
            draft.attempt(name, new Split(last, draft.chance(0.5) ? size : 4 * size));
            draft.attempt(name, new Bind(last, Bind.Level.GROUP));
            draft.attempt(name, new Vectorize(inner, 4));
            draft.attempt(name, new Bind(inner, Bind.Level.ITEM));
            return;
        }
        if (axes.size() >= 2 && draft.chance(0.3)) {
            draft.attempt(name, new UnrollAndJam(axes.get(axes.size() - 2), draft.pick(List.of(2L, 4L))));
        }
        if (axes.size() == 1) {
            draft.factor(nest, loop, CHUNKS).ifPresent(chunk -> draft.attempt(name, new Split(last, chunk)));
            draft.attempt(name, new Bind(last, Bind.Level.GROUP));
        }
        vectorize(name, draft);
    }

    /** Transposes squares in registers: memory is read and written in whole vectors. */
    private static boolean squares(String name, List<String> axes, Draft draft) {
        String outer = axes.get(axes.size() - 2);
        String inner = axes.getLast();
        long lanes = Math.min(draft.limits().lanes(), Math.max(2, draft.facts().vectorWidth()));
        if (!draft.allows(name, new TransposeLanes(inner, outer, lanes))) {
            return false;
        }
        for (String axis : axes.subList(0, axes.size() - 2)) {
            draft.attempt(name, new Bind(axis, Bind.Level.GROUP));
        }
        String bound = draft.chance(0.7) ? inner : outer;
        String innerTile = block(name, inner, lanes, draft);
        String outerTile = block(name, outer, lanes, draft);
        draft.attempt(name, new Bind(bound, Bind.Level.GROUP));
        if (draft.chance(0.6)) {
            alongRows(name, innerTile, outerTile, draft);
        }
        draft.attempt(name, new TransposeLanes(innerTile, outerTile, lanes));
        if (draft.chance(0.6)) {
            TransposeLanes.transposed(draft.nest(name))
                    .forEach(operand -> draft.attempt(
                            name, new PrefetchLines(operand, outerTile, draft.pick(List.of(1L, 2L, 4L)))));
        }
        if (draft.chance(0.7)) {
            draft.attempt(name, new NonTemporalStores());
        }
        return true;
    }

    /**
     * Walks the squares of a block along the rows that are read, which lie whole in memory: hardware looks ahead along them, and what is
     * written needs no looking ahead.
     */
    private static void alongRows(String name, String innerTile, String outerTile, Draft draft) {
        List<String> serial = draft.nest(name).loops().stream()
                .filter(loop -> !loop.bound() && !loop.name().equals(outerTile))
                .map(Loop::name)
                .toList();
        if (serial.contains(innerTile)
                && draft.nest(name).position(innerTile) > draft.nest(name).position(outerTile)) {
            draft.attempt(
                    name,
                    new Reorder(
                            Stream.concat(serial.stream(), Stream.of(outerTile)).toList()));
        }
    }

    /** Cuts an axis in blocks of a few squares or of many, or leaves it as it is; returns the loop that runs along its elements. */
    private static String block(String name, String axis, long lanes, Draft draft) {
        Nest nest = draft.nest(name);
        String tile = nest.freshName(axis);
        boolean cut = draft.chance(0.5)
                && draft.factor(
                                nest,
                                nest.outermost(axis),
                                BLOCKS.stream().map(squares -> squares * lanes).toList())
                        .filter(width -> draft.attempt(name, new Split(axis, width)))
                        .isPresent();
        return cut ? tile : axis;
    }

    private static void tile(String name, List<String> axes, Draft draft) {
        String outer = axes.get(axes.size() - 2);
        String inner = axes.getLast();
        for (String axis : axes.subList(0, axes.size() - 2)) {
            draft.attempt(name, new Bind(axis, Bind.Level.GROUP));
        }
        String outerTile = draft.nest(name).freshName(outer);
        String innerTile = draft.nest(name).freshName(inner);
        for (String axis : List.of(outer, inner)) {
            Nest nest = draft.nest(name);
            draft.factor(nest, nest.outermost(axis), TILES)
                    .ifPresent(width -> draft.attempt(name, new Split(axis, width)));
        }
        String bound = draft.chance(0.5) ? outer : inner;
        String serial = bound.equals(outer) ? inner : outer;
        draft.attempt(name, new Bind(bound, Bind.Level.GROUP));
        if (draft.nest(name).position(outerTile) > 0 && draft.nest(name).position(innerTile) > 0) {
            draft.attempt(name, new Reorder(List.of(serial, outerTile, innerTile)));
            if (draft.chance(0.5)) {
                draft.attempt(name, new Reorder(List.of(innerTile, outerTile)));
            }
        }
        for (Expression.Access read : draft.nest(name).reads()) {
            if (draft.chance(0.5)) {
                draft.attempt(name, new Stage(read.tensor(), serial));
            }
        }
        if (draft.limits().workItems() && !draft.facts().cpu()) {
            draft.attempt(name, new Bind(outerTile, Bind.Level.ITEM));
            draft.attempt(name, new Bind(innerTile, Bind.Level.ITEM));
        }
    }

    /** Gives the nest lanes, along the last axis along which that is possible. */
    private static void vectorize(String name, Draft draft) {
        Nest nest = draft.nest(name);
        for (Axis axis : nest.axes().reversed()) {
            for (Loop loop : nest.loopsOf(axis.name())) {
                List<Long> fitting = loop.step() == 1 ? nest.dividing(loop, draft.lanes()) : List.of();
                if (!fitting.isEmpty() && draft.attempt(name, new Vectorize(loop.name(), fitting.getFirst()))) {
                    if (draft.chance(0.5)) {
                        draft.attempt(name, new NonTemporalStores());
                    }
                    return;
                }
            }
        }
    }
}
