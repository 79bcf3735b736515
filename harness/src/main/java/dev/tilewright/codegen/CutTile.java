package dev.tilewright.codegen;

import dev.tilewright.codegen.Code.Less;
import dev.tilewright.loops.Loop;
import dev.tilewright.loops.Nest;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A tile of results that was computed whole from padded operands, and may reach over the end of some axes. What lies beyond is not
 * stored: each result has a guard, and of a vector that lies across the end, the lanes inside are stored one by one.
 *
 * @param nest the nest
 * @param edges its edges
 * @param axes the axes whose end it may reach over
 * @param whole the conditions under which it does not
 */
record CutTile(Nest nest, Edges edges, List<String> axes, List<Less> whole) {

    CutTile {
        axes = List.copyOf(axes);
        whole = List.copyOf(whole);
    }

    /**
     * Lowers loops around a statement that stores results.
     *
     * @param context the place around the loops, where nothing along the axes is guarded
     */
    Code stores(List<Loop> loops, Context context, Function<Context, Code> store) {
        if (loops.isEmpty()) {
            return lanes().map(loop -> vector(loop, context, store)).orElseGet(() -> store.apply(context));
        }
        Loop loop = loops.getFirst();
        List<Loop> left = loops.subList(1, loops.size());
        if (isLanes(loop)) {
            return stores(left, context, store);
        }
        Context inside = context.entering(loop);
        Code body = stores(left, inside, store);
        // Along the axis of lanes, each vector has a guard.
        boolean guarded = axes.contains(loop.axis())
                && lanes().filter(vector -> vector.axis().equals(loop.axis())).isEmpty();
        if (guarded) {
            Less less = new Less(inside.value(loop.axis()), nest.axis(loop).extent());
            body = new Code.If(List.of(less), body, new Code.Block(List.of()));
        }
        return context.loop(loop, false, body);
    }

    private Optional<Loop> lanes() {
        return nest.vectorLoop().filter(loop -> axes.contains(loop.axis()));
    }

    private boolean isLanes(Loop loop) {
        return lanes().filter(loop::equals).isPresent();
    }

    /** Lowers the stores of a vector of results. */
    private Code vector(Loop lanes, Context context, Function<Context, Code> store) {
        Context single = context.checked(List.of(lanes.axis()), Context.Mode.EDGE);
        List<Code> statements = new ArrayList<>();
        context.registers()
                .ifPresent(held -> statements.add(new Code.DefineLanes(array(nest), held.accumulator(context))));
        statements.add(single.loop(lanes, false, store.apply(single.entering(lanes))));
        Code inside = new Code.Scope(statements);
        List<Less> conditions = List.of(edges.wholeAlong(lanes.axis(), context));
        return conditions.equals(whole) ? inside : new Code.If(conditions, store.apply(context), inside);
    }

    /** Returns a lane of accumulators that have lanes, at a place that sees their lanes one by one; empty at others. */
    static Optional<Value> lane(Nest nest, Registers registers, Context context) {
        return nest.vectorLoop()
                .filter(loop -> registers.lanes() > 1 && !nest.reduces(loop) && !context.full(loop))
                .map(loop -> new Value.Lane(array(nest), Affine.name(loop.name())));
    }

    private static String array(Nest nest) {
        return new Names(nest).own("lanes");
    }
}
