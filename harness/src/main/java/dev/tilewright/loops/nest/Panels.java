package dev.tilewright.loops.nest;

import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a packed tensor lies in memory: one dimension is cut into panels, a panel is contiguous, and the elements of the cut dimension
 * are neighbours in it. A matrix of shape {@code [M, K]} that is cut along M into panels of 8 lies in memory as
 * {@code [⌈M/8⌉, K, 8]}. The tensor is indexed as before; only the place of an element differs, and there are zeros beyond the end of
 * the cut dimension, which fill up the last panel.
 *
 * @param dimension the dimension that is cut
 * @param size elements of that dimension in a panel, at least 2
 */
public record Panels(int dimension, long size) {

    /** Returns the shape of a tensor of {@code shape} with what fills up its last panel. */
    public List<Long> filled(List<Long> shape) {
        List<Long> filled = new ArrayList<>(shape);
        filled.set(dimension, Math.ceilDiv(shape.get(dimension), size) * size);
        return filled;
    }

    /** Returns the shape in which a tensor of {@code shape} lies in memory. */
    public List<Long> allocated(List<Long> shape) {
        List<Long> allocated = filled(shape);
        allocated.addFirst(allocated.remove(dimension) / size);
        allocated.add(size);
        return allocated;
    }

    /**
     * Takes an index along the cut dimension apart, into the first element of its panel and the place in the panel.
     *
     * @param index the index, affine over the variables of a nest's loops
     * @return empty unless every variable either advances by whole panels or stays inside of one
     */
    public Optional<Place> place(Affine index, Nest nest) {
        Affine inside = Affine.constant(Math.floorMod(index.constant(), size));
        long most = inside.constant();
        for (String name : index.names()) {
            if (nest.position(name) < 0) {
                return Optional.empty();
            }
            Loop loop = nest.loops().get(nest.position(name));
            long coefficient = index.coefficient(name);
            long stride = nest.counts(loop) ? coefficient : coefficient * loop.step();
            if (stride % size == 0) {
                continue;
            }
            if (coefficient < 0 || !nest.counts(loop)) {
                return Optional.empty();
            }
            inside = inside.plus(Affine.name(name).times(coefficient));
            most += coefficient * (nest.constantTrips(loop).orElseThrow() - 1);
        }
        return most < size ? Optional.of(new Place(index.minus(inside), inside)) : Optional.empty();
    }

    /**
     * An index along the cut dimension.
     *
     * @param panel the first index of its panel, a multiple of the panel's size
     * @param inside the place in the panel, from 0
     */
    public record Place(Affine panel, Affine inside) {}
}
