package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Padding;
import java.util.List;
import java.util.Set;

/** Where the code of a nest comes in two versions: one for tiles that lie inside of the domain, without guards, and one for its edge. */
public final class Versions {

    private Versions() {}

    /** Returns the parallel axes along which tiles have two versions. */
    public static List<String> axes(Nest nest) {
        Set<String> padded = Padding.whole(nest);
        return nest.axes().stream()
                .filter(axis -> !axis.reduction() && !nest.divides(axis) && hasFixedInside(nest, axis))
                .filter(axis -> !padded.contains(axis.name()))
                .filter(axis ->
                        !Peel.in(nest).contains(nest.outermost(axis.name()).name()))
                .map(Axis::name)
                .toList();
    }

    /** Tells whether some loop of an axis is written out, or is lanes, or numbers accumulators, or fills up panels. */
    public static boolean hasFixedInside(Nest nest, Axis axis) {
        List<Loop> tile = nest.accumulatorTile();
        return nest.loopsOf(axis.name()).stream()
                .anyMatch(loop -> loop.kind() == Loop.Kind.UNROLLED
                        || loop.kind() == Loop.Kind.VECTOR
                        || tile.contains(loop)
                        || (!loop.bound() && Padding.insidePanel(nest, loop)));
    }
}
