package dev.tilewright.loops.nest;

import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The part of a staged operand that one iteration of a loop reads, over all work-items of a group: a box.
 *
 * @param staged which operand, and at which loop
 * @param base the box's first element in each dimension, affine over the variables of loops outside the box and over sizes
 * @param extents the box's size in each dimension, in elements
 * @param inner the loops whose iterations the box spans
 */
public record Tile(Staged staged, List<Affine> base, List<Long> extents, List<Loop> inner) {

    public Tile {
        base = List.copyOf(base);
        extents = List.copyOf(extents);
        inner = List.copyOf(inner);
    }

    /** Returns the number of elements in the box. */
    public long elements() {
        return extents.stream().reduce(1L, Math::multiplyExact);
    }

    /**
     * Returns how the tile lies in local memory, outermost extent first: two buffers, if it has so many, then the dimensions of the
     * box, with what is left free at the end of each row.
     */
    public List<Long> allocated() {
        List<Long> allocated = new ArrayList<>(laidOut(extents));
        allocated.addLast(allocated.removeLast() + staged.padding());
        if (staged.doubled()) {
            allocated.addFirst(2L);
        }
        return allocated;
    }

    /** Returns how many elements of local memory the tile takes. */
    public long allocatedElements() {
        return allocated().stream().reduce(1L, Math::multiplyExact);
    }

    /** Orders what there is for each dimension of the operand as the dimensions lie in local memory. */
    public <T> List<T> laidOut(List<T> dimensions) {
        return staged.transposed() ? dimensions.reversed() : dimensions;
    }

    /** Returns the tile of another iteration of a loop: with {@code value} in the place of its variable. */
    public Tile when(String variable, Affine value) {
        return new Tile(
                staged,
                base.stream().map(start -> start.substitute(variable, value)).toList(),
                extents,
                inner);
    }

    /**
     * Computes the box of a staged operand by interval reasoning over its affine accesses.
     *
     * @throws IllegalTransformationException if the operand is not read, or its box has no fixed size
     */
    public static Tile of(Nest nest, Staged staged) throws IllegalTransformationException {
        Loop at = nest.loop(staged.at());
        List<Loop> inner = new ArrayList<>();
        for (Loop loop : nest.loops()) {
            boolean inside = nest.position(loop.name()) > nest.position(at.name());
            if (inside || loop.kind() == Loop.Kind.ITEM) {
                inner.add(loop);
            }
        }
        List<Expression.Access> reads = nest.reads().stream()
                .filter(access -> access.tensor().equals(staged.tensor()))
                .toList();
        if (reads.isEmpty()) {
            throw new IllegalTransformationException("%s does not read %s".formatted(nest.name(), staged.tensor()));
        }
        List<Affine> base = new ArrayList<>();
        List<Long> extents = new ArrayList<>();
        int rank = reads.getFirst().indices().size();
        for (int d = 0; d < rank; d++) {
            Affine first = reads.getFirst().indices().get(d);
            long least = first.constant();
            long most = first.constant();
            for (Expression.Access read : reads) {
                Affine index = read.indices().get(d);
                if (!index.coefficients().equals(first.coefficients())) {
                    throw new IllegalTransformationException(
                            "%s is read along different lines, which one box does not cover"
                                    .formatted(staged.tensor()));
                }
                least = Math.min(least, index.constant());
                most = Math.max(most, index.constant());
            }
            Affine start = new Affine(least, new TreeMap<>());
            long extent = most - least + 1;
            for (String name : first.coefficients().keySet()) {
                long coefficient = first.coefficient(name);
                if (nest.sizes().containsKey(name)) {
                    start = start.plus(Affine.name(name).times(coefficient));
                    continue;
                }
                if (coefficient < 0) {
                    throw new IllegalTransformationException(
                            "%s is read backwards along %s".formatted(staged.tensor(), name));
                }
                for (Loop loop : nest.loopsOf(name)) {
                    if (!inner.contains(loop)) {
                        start = start.plus(nest.term(loop).times(coefficient));
                    } else if (nest.constantTrips(loop).isPresent()) {
                        extent += coefficient
                                * loop.step()
                                * (nest.constantTrips(loop).getAsLong() - 1);
                    } else {
                        throw new IllegalTransformationException(
                                "the tile of %s has no fixed size: loop %s inside %s runs to the end of its axis"
                                        .formatted(staged.tensor(), loop.name(), at.name()));
                    }
                }
            }
            base.add(start);
            extents.add(extent);
        }
        return new Tile(staged, base, extents, inner);
    }
}
