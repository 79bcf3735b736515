package dev.tilewright.cost;

import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Where a tensor's elements lie in memory: row-major over its dimensions, or over those of its panels.
 *
 * @param nest the nest that accesses it
 * @param panels the panels that it is packed in; empty if it is row-major
 * @param extents its extents in memory, outermost first
 * @param elementBytes the size of an element, in bytes
 */
record Placement(Nest nest, Optional<Panels> panels, List<Long> extents, int elementBytes) {

    Placement {
        extents = List.copyOf(extents);
    }

    static Placement of(Nest nest, String tensor) {
        List<Long> shape = nest.shape(tensor).stream()
                .map(dimension -> dimension.evaluate(nest.sizes()))
                .toList();
        Optional<Panels> panels = Optional.ofNullable(nest.panels().get(tensor));
        List<Long> extents = panels.map(cut -> cut.allocated(shape)).orElse(shape);
        return new Placement(nest, panels, extents, nest.type(tensor).bytes());
    }

    /** Returns how far one iteration of a loop moves an access along each extent; loops respect the bounds of panels. */
    List<Long> moves(Expression.Access access, Loop loop) {
        return inMemory(access.indices().stream()
                .map(index -> index.coefficient(loop.axis()) * loop.step())
                .toList());
    }

    /** Returns where an access begins along each extent: with every index at 0. */
    List<Long> base(Expression.Access access) {
        return inMemory(access.indices().stream()
                .map(index -> index.evaluate(name -> nest.sizes().getOrDefault(name, 0L)))
                .toList());
    }

    private List<Long> inMemory(List<Long> indices) {
        if (panels.isEmpty()) {
            return indices;
        }
        long size = panels.get().size();
        List<Long> inMemory = new ArrayList<>(indices);
        long cut = inMemory.remove(panels.get().dimension());
        inMemory.addFirst(Math.floorDiv(cut, size));
        inMemory.add(Math.floorMod(cut, size));
        return inMemory;
    }

    /** Returns how far one iteration of a loop moves an access in memory, in elements. */
    long stride(Expression.Access access, Loop loop) {
        List<Long> moves = moves(access, loop);
        long stride = 0;
        long row = 1;
        for (int d = extents.size() - 1; d >= 0; d--) {
            stride += moves.get(d) * row;
            row *= extents.get(d);
        }
        return stride;
    }

    /** Returns whether two accesses differ by constants only. */
    static boolean alike(Expression.Access one, Expression.Access other) {
        return coefficients(one).equals(coefficients(other));
    }

    private static List<?> coefficients(Expression.Access access) {
        return access.indices().stream().map(Affine::coefficients).toList();
    }

    /** Returns the box that accesses which differ by constants only touch while loops run. */
    Box box(List<Expression.Access> alike, List<Loop> running) {
        return boxes(alike, running).getFirst();
    }

    /** Returns the boxes that accesses which differ by constants only touch while the loops from each place inwards run. */
    List<Box> boxes(List<Expression.Access> alike, List<Loop> loops) {
        List<List<Long>> bases = alike.stream().map(this::base).toList();
        long[] spans = new long[extents.size()];
        long[] counts = new long[extents.size()];
        for (int d = 0; d < spans.length; d++) {
            int dimension = d;
            List<Long> distinct =
                    bases.stream().map(base -> base.get(dimension)).distinct().toList();
            spans[d] = 1 + Collections.max(distinct) - Collections.min(distinct);
            counts[d] = distinct.size();
        }
        List<Box> boxes = new ArrayList<>();
        boxes.add(clipped(spans, counts));
        for (Loop loop : loops.reversed()) {
            List<Long> moves = moves(alike.getFirst(), loop);
            long trips = nest.tripsHere(loop);
            for (int d = 0; d < spans.length; d++) {
                long move = Math.abs(moves.get(d));
                spans[d] += move * (trips - 1);
                counts[d] *= move == 0 ? 1 : trips;
            }
            boxes.addFirst(clipped(spans, counts));
        }
        return boxes;
    }

    /** Returns the box of so many elements along each extent, of which none lies outside of the tensor. */
    private Box clipped(long[] spans, long[] counts) {
        List<Long> spansInside = new ArrayList<>();
        List<Long> countsInside = new ArrayList<>();
        for (int d = 0; d < spans.length; d++) {
            spansInside.add(Math.min(spans[d], extents.get(d)));
            countsInside.add(Math.min(counts[d], spansInside.getLast()));
        }
        return new Box(this, spansInside, countsInside);
    }

    /**
     * The elements that an access touches, extent by extent.
     *
     * @param spans from the first to the last
     * @param counts how many of them are touched
     */
    record Box(Placement placement, List<Long> spans, List<Long> counts) {

        /** Returns the distinct elements, in bytes. */
        long bytes() {
            return counts.stream().reduce((long) placement.elementBytes(), Math::multiplyExact);
        }

        /** Returns the cache lines that they lie in, in bytes, if rows begin with lines. */
        long lineBytes() {
            List<Long> extents = placement.extents();
            int d = extents.size() - 1;
            long span = spans.get(d);
            long count = counts.get(d);
            long row = extents.get(d);
            // Rows that are touched as a whole lie one after the other and are one run.
            while (d > 0 && count == row) {
                d--;
                span = spans.get(d) * row;
                count = counts.get(d) * row;
                row *= extents.get(d);
            }
            long reach = span - 1;
            long lines = Math.min(count, lines(span));
            for (int outer = d - 1; outer >= 0; outer--) {
                lines *= counts.get(outer);
                reach += (spans.get(outer) - 1) * row;
                row *= extents.get(outer);
            }
            return Math.min(lines, lines(reach + 1)) * MemoryLevel.LINE_BYTES;
        }

        private long lines(long elements) {
            return Math.ceilDiv(elements * placement.elementBytes(), MemoryLevel.LINE_BYTES);
        }
    }
}
