package dev.tilewright.codegen;

import dev.tilewright.loops.Loop;
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

    private String tailName() {
        return name + "_tail";
    }
}
