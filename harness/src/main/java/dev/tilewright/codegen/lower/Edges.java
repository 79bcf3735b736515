package dev.tilewright.codegen.lower;

import dev.tilewright.codegen.lower.Code.Less;
import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Padding;
import dev.tilewright.loops.nest.Tile;
import dev.tilewright.loops.transform.Peel;
import dev.tilewright.loops.transform.Versions;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Where the loops of a nest reach over the end of an axis, and what is done about it. */
final class Edges {

    private final Nest nest;
    private final Set<String> padded;
    private final List<String> versioned;
    private final Set<SizeCondition> assumptions = new LinkedHashSet<>();

    Edges(Nest nest) {
        this.nest = nest;
        padded = Padding.whole(nest);
        versioned = Versions.axes(nest);
    }

    /** Returns the parallel axes for which there are two versions, one for whole tiles and one for the edge. */
    List<String> versioned() {
        return versioned;
    }

    /** Tells whether the choice between the versions is made at {@code position}. */
    boolean versionAt(Context context, int position) {
        return !versioned.isEmpty()
                && versioned.stream().allMatch(axis -> context.mode(axis) == Context.Mode.UNCHECKED)
                && versioned.stream()
                        .allMatch(axis -> nest.position(nest.outermost(axis).name()) < position);
    }

    /**
     * Returns the condition under which the tiles of all versioned axes lie inside the domain.
     *
     * @param uniform whether all work-items of a group must answer alike
     */
    List<Less> wholeTile(Context context, int position, boolean uniform) {
        return versioned.stream()
                .map(axis -> lastInside(
                        axis,
                        context,
                        loop -> nest.position(loop.name()) < position && !(uniform && loop.kind() == Loop.Kind.ITEM)))
                .toList();
    }

    /** Returns the condition under which all elements of an axis lie inside the domain that are left to the loops not {@code around}. */
    private Less lastInside(String axis, Context context, Predicate<Loop> around) {
        Affine last = Affine.constant(0);
        for (Loop loop : nest.loopsOf(axis)) {
            if (around.test(loop)) {
                last = last.plus(context.term(loop));
            } else {
                long trips = loop.trips().orElseThrow();
                last = last.plus(Affine.constant((trips - 1) * loop.step()));
            }
        }
        return new Less(last, nest.axis(axis).extent());
    }

    /**
     * Returns the axes along which loops that store a whole tile may reach over the end, since its operands are padded.
     *
     * @param storing the loops
     * @param context the place around them; not that of the accumulators, where nothing is guarded along these axes
     */
    List<String> reachedOver(List<Loop> storing, Context context) {
        List<Loop> tile = nest.accumulatorTile();
        return padded.stream()
                .filter(axis -> context.mode(axis) != Context.Mode.FULL)
                .filter(axis -> storing.stream()
                        .filter(loop -> loop.axis().equals(axis))
                        .allMatch(tile::contains))
                .toList();
    }

    /** Returns the condition under which what the loops inside of {@code context} store along an axis lies inside the domain. */
    Less wholeAlong(String axis, Context context) {
        return lastInside(axis, context, context::around);
    }

    /** Returns the conditions under which a tile that is computed whole begins inside of the domain, where that is not certain. */
    List<Less> begins(Context context) {
        List<Less> conditions = new ArrayList<>();
        for (String axis : padded) {
            List<Loop> around = nest.loopsOf(axis).stream()
                    .filter(loop -> context.around(loop) && !nest.elided(loop))
                    .toList();
            if (mayLeave(axis, around)) {
                conditions.add(new Less(context.value(axis), nest.axis(axis).extent()));
            }
        }
        return conditions;
    }

    /** Tells whether loops of an axis may lead beyond its end: one that is not bound ends there, and so does the outermost one. */
    private boolean mayLeave(String axis, List<Loop> loops) {
        return loops.stream().allMatch(Loop::bound) && !loops.equals(List.of(nest.outermost(axis)));
    }

    /** Tells whether a loop's last, incomplete step is carried out apart from the others: it must be around all of its axis. */
    boolean peels(Loop loop) {
        Axis axis = nest.axis(loop);
        if (Peel.in(nest).contains(loop.name())) {
            return !nest.divides(axis);
        }
        return axis.reduction()
                && nest.loopsOf(axis.name()).getFirst().equals(loop)
                && loop.outermost()
                && loop.kind() == Loop.Kind.SERIAL
                && !nest.divides(axis)
                && Versions.hasFixedInside(nest, axis);
    }

    /** Returns the accumulators for a reduction that begins at {@code context}. */
    Registers registers(Context context, String name) {
        Context inside = context.accumulate(new Registers(name, List.of(), List.of(), 1, false));
        List<Loop> held = nest.accumulatorTile().stream()
                .filter(loop -> loop.kind() != Loop.Kind.VECTOR || !inside.full(loop))
                .filter(loop -> !nest.elided(loop))
                .toList();
        int lanes = 1;
        boolean tail = false;
        if (nest.vectorLoop().isPresent()) {
            Loop vector = nest.vectorLoop().get();
            boolean later = nest.reduces(vector)
                    && inside.mode(vector) == Context.Mode.UNCHECKED
                    && peels(nest.outermost(vector.axis()));
            lanes = inside.full(vector) || later ? (int) vector.trips().orElseThrow() : 1;
            tail = later;
        }
        List<Long> extents = held.stream()
                .map(loop -> nest.constantTrips(loop).orElseThrow())
                .toList();
        return new Registers(name, held, extents, lanes, tail);
    }

    /** Returns the conditions under which a work-item is inside the domain along axes that are bound whole. */
    List<Less> boundGuards(Context context) {
        List<Less> guards = new ArrayList<>();
        for (Axis axis : nest.axes()) {
            List<Loop> ending = nest.loopsOf(axis.name()).stream()
                    .filter(loop -> !nest.elided(loop) && !Padding.insidePanel(nest, loop))
                    .toList();
            if (!nest.divides(axis) && mayLeave(axis.name(), ending)) {
                guards.add(new Less(context.begin(axis.name()), axis.extent()));
            }
        }
        return guards;
    }

    /** Returns the copy of a tile, with guards in the dimensions in which it may reach over the operand. */
    Code.CopyTile copy(Tile tile, Context context) {
        List<Affine> shape = nest.shape(tile.staged().tensor());
        Set<Integer> below = new TreeSet<>();
        Set<Integer> above = new TreeSet<>();
        for (Expression.Access read : nest.reads()) {
            if (!read.tensor().equals(tile.staged().tensor())) {
                continue;
            }
            for (int d = 0; d < shape.size(); d++) {
                Affine index = read.indices().get(d);
                if (!assume(SizeCondition.atLeast(least(index), SizeFormula.of(0)))) {
                    below.add(d);
                }
                if (assume(SizeCondition.atLeast(beyond(index, shape.get(d), context), SizeFormula.of(0)))) {
                    above.add(d);
                }
            }
        }
        return new Code.CopyTile(tile, shape, below, above, Optional.empty(), Code.CopyTile.Way.WHOLE);
    }

    /** Tells whether a condition holds in this problem, and remembers that it was asked. */
    private boolean assume(SizeCondition condition) {
        if (!condition.constant()) {
            assumptions.add(condition.asFor(nest.sizes()));
        }
        return condition.holds(nest.sizes());
    }

    /** Returns what of an index does not depend on loops. */
    private SizeFormula least(Affine index) {
        Affine least = Affine.constant(index.constant());
        for (String name : index.coefficients().keySet()) {
            if (nest.sizes().containsKey(name)) {
                least = least.plus(Affine.name(name).times(index.coefficient(name)));
            }
        }
        return SizeFormula.of(least);
    }

    /** Returns how far tiles may reach along an index beyond the last element of a dimension; 0 is the first one outside. */
    private SizeFormula beyond(Affine index, Affine extent, Context context) {
        SizeFormula most = SizeFormula.sum(least(index), SizeFormula.of(extent.times(-1)));
        for (String name : index.coefficients().keySet()) {
            if (!nest.sizes().containsKey(name)) {
                long coefficient = index.coefficient(name);
                most = SizeFormula.sum(
                        SizeFormula.sum(most, SizeFormula.of(-coefficient)),
                        covered(nest.axis(name), coefficient, context));
            }
        }
        return most;
    }

    /** Returns how far tiles may reach along an axis, times a number: to its end, or to that of the last, incomplete iteration. */
    private SizeFormula covered(Axis axis, long factor, Context context) {
        long step = nest.outermost(axis.name()).step();
        return context.mode(axis.name()) == Context.Mode.FULL || step == 1
                ? SizeFormula.of(axis.extent().times(factor))
                : SizeFormula.product(
                        SizeFormula.quotientRoundedUp(SizeFormula.of(axis.extent()), step),
                        SizeFormula.of(factor * step));
    }

    /** Returns what was assumed of sizes where guards of copies were written or left out. */
    Set<SizeCondition> assumptions() {
        return assumptions;
    }
}
