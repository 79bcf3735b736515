package dev.tilewright.codegen.lower;

import dev.tilewright.loops.nest.Loop;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.List;

/**
 * The accumulators that a work-item holds in registers.
 *
 * @param name what they are called
 * @param held the parallel loops that number them, outermost first
 * @param extents how many iterations each of those has
 * @param lanes how many lanes each accumulator has
 * @param tail whether there is a scalar accumulator beside each vector, for the remainder of a vectorized reduction
 */
record Registers(String name, List<Loop> held, List<Long> extents, int lanes, boolean tail) {

    Registers {
        held = List.copyOf(held);
        extents = List.copyOf(extents);
    }

    List<Code> declarations() {
        List<Code> declarations = new ArrayList<>();
        declarations.add(new Code.DeclareAccumulators(name, extents, lanes));
        if (tail) {
            declarations.add(new Code.DeclareAccumulators(tailName(), extents, 1));
        }
        return declarations;
    }

    Value.Accumulator accumulator(Context context) {
        return new Value.Accumulator(name, held.stream().map(context::number).toList(), lanes);
    }

    Value.Accumulator tailAccumulator(Context context) {
        return new Value.Accumulator(
                tailName(), held.stream().map(context::number).toList(), 1);
    }

    /** Returns the declaration of an array with all lanes of all accumulators, so that each result can be taken by number. */
    Code declareLanes() {
        List<Long> all = new ArrayList<>(extents);
        all.add((long) lanes);
        return new Code.DeclareAccumulators(lanesName(), all, 1);
    }

    /** Returns the first of the lanes of an accumulator in that array. */
    Value.Accumulator firstLane(Context context) {
        return lane(context, Affine.constant(0));
    }

    /** Returns the lane in that array of which {@code loop} is the number. */
    Value.Accumulator lane(Context context, Loop loop) {
        return lane(context, context.number(loop));
    }

    private Value.Accumulator lane(Context context, Affine number) {
        List<Affine> indices =
                new ArrayList<>(held.stream().map(context::number).toList());
        indices.add(number);
        return new Value.Accumulator(lanesName(), indices, 1);
    }

    private String lanesName() {
        return name + "_lanes";
    }

    private String tailName() {
        return name + "_tail";
    }
}
