package dev.tilewright.codegen.lower;

import dev.tilewright.codegen.lower.Code.Less;
import dev.tilewright.loops.nest.GroupReduction;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An array in local memory with the partial results of work-items that share a reduction. Its last dimension numbers those that share a
 * result; dimensions before it number the accumulators of a work-item, and the results that the group computes apart from each other.
 *
 * @param name what it is called
 * @param numbered the loops that number its dimensions but the last
 * @param extents its extents, outermost first
 * @param item the loop whose iterations the work-items share
 * @param stride the variable that says how far apart the elements lie that are combined
 */
public record Partials(String name, List<Loop> numbered, List<Long> extents, Loop item, String stride) {

    public Partials {
        numbered = List.copyOf(numbered);
        extents = List.copyOf(extents);
    }

    /** Returns the array for what is computed of {@code tensor}. */
    public static Partials of(Nest nest, String tensor, GroupReduction reduction) {
        List<Loop> numbered = Stream.concat(nest.accumulatorTile().stream(), reduction.apart().stream())
                .filter(loop -> !nest.elided(loop))
                .toList();
        List<Long> extents =
                new ArrayList<>(numbered.stream().map(nest::tripsHere).toList());
        extents.add(reduction.items());
        Identifiers names = new Identifiers(nest);
        return new Partials(names.own(tensor + "_partial"), numbered, extents, reduction.loop(), names.own("stride"));
    }

    /** Returns the condition under which a work-item is the one that has the results in the end. */
    public Less leads() {
        return new Less(Affine.name(item.name()), Affine.constant(1));
    }

    /** Returns a result; it is there once all are combined. */
    public Value.Partial result(Context context) {
        return at(context, Affine.constant(0));
    }

    private Value.Partial at(Context context, Affine place) {
        List<Affine> indices =
                new ArrayList<>(numbered.stream().map(context::number).toList());
        indices.add(place);
        return new Value.Partial(name, indices);
    }

    /**
     * Returns the statements that combine what all work-items have by a tree: at each step, those of the first half that is left take
     * in what the second half has.
     *
     * @param over writes a statement for each result that a work-item holds
     * @param part what a work-item has of a result
     */
    public List<Code> combined(Reducer reducer, Lowering.Over over, Function<Context, Value> part) {
        Affine own = Affine.name(item.name());
        Affine other = own.plus(Affine.name(stride));
        Code step = over.each(context -> new Code.SetPartial(
                at(context, own), new Value.Combine(reducer, at(context, own), at(context, other))));
        return List.of(
                over.each(context -> new Code.SetPartial(at(context, own), part.apply(context))),
                new Code.Barrier(false),
                new Code.Halving(
                        stride,
                        extents.getLast() / 2,
                        new Code.Block(List.of(
                                new Code.If(
                                        List.of(new Less(own, Affine.name(stride))), step, new Code.Block(List.of())),
                                new Code.Barrier(false)))));
    }
}
