package dev.tilewright.codegen.lower;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.GroupReduction;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Padding;
import dev.tilewright.loops.transform.Fragment;
import dev.tilewright.loops.transform.Overlap;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where in a nest lowering stands: which loops are around, and what is known of the edges of the domain.
 *
 * @param nest the nest
 * @param scope the loops whose variables are defined
 * @param modes what is known of each axis that its loops do not divide
 * @param initialised whether the target tensor holds partial results
 * @param registers the accumulators around, if there are any
 * @param hoisted whether what stays the same in a loop has been computed before
 */
record Context(
        Nest nest,
        Set<String> scope,
        Map<String, Mode> modes,
        boolean initialised,
        Optional<Registers> registers,
        boolean hoisted) {

    /** What is known of an axis. */
    enum Mode {
        /** Nothing: every loop along it is guarded. */
        UNCHECKED,
        /** The current tile lies inside the domain, or in it and zeros beyond, so nothing along it needs a guard. */
        FULL,
        /** The current tile may reach over the end: every loop along it is guarded, and scalar. */
        EDGE
    }

    Context {
        scope = Set.copyOf(scope);
        modes = Map.copyOf(modes);
    }

    /** Returns the place just inside the bound loops; {@code merged} ones are part of another loop's variable. */
    static Context start(Nest nest, Set<String> merged) {
        Set<String> scope = new HashSet<>();
        for (Loop loop : nest.loops()) {
            if (loop.bound() && !merged.contains(loop.name())) {
                scope.add(loop.name());
            }
        }
        return new Context(nest, scope, Map.of(), false, Optional.empty(), false);
    }

    Context entering(Loop loop) {
        Set<String> inner = new HashSet<>(scope);
        startsAt(loop).forEach(bound -> inner.remove(bound.name()));
        inner.add(loop.name());
        return new Context(nest, inner, modes, initialised, registers, hoisted);
    }

    /**
     * Returns the bound loops around whose place a loop starts at, and which are part of its variable then: it strides over the grid.
     * The places of tiles, of panels and of fragments are written in terms of all loops, so there a loop starts at 0. Loops that number
     * partial results keep their variables.
     */
    private List<Loop> startsAt(Loop loop) {
        boolean separate = !nest.staged().isEmpty()
                || !nest.panels().isEmpty()
                || Fragment.of(nest).isPresent();
        if (nest.counts(loop) || separate) {
            return List.of();
        }
        List<Loop> numbering =
                GroupReduction.of(nest).map(GroupReduction::apart).orElse(List.of());
        return nest.loopsOf(loop.axis()).stream()
                .filter(other -> other.bound() && around(other) && !numbering.contains(other))
                .toList();
    }

    Context checked(Collection<String> axes, Mode mode) {
        Map<String, Mode> known = new HashMap<>(modes);
        axes.forEach(axis -> known.put(axis, mode));
        return new Context(nest, scope, known, initialised, registers, hoisted);
    }

    Context hoist() {
        return new Context(nest, scope, modes, initialised, registers, true);
    }

    Context initialise() {
        return new Context(nest, scope, modes, true, registers, hoisted);
    }

    /**
     * Returns the place inside the accumulators' scope. Parallel axes that were not checked by now stay guarded, but those along which
     * tiles are computed whole.
     */
    Context accumulate(Registers held) {
        Map<String, Mode> known = new HashMap<>(modes);
        for (Axis axis : nest.axes()) {
            if (!axis.reduction() && !nest.divides(axis)) {
                known.putIfAbsent(axis.name(), Mode.EDGE);
            }
        }
        Padding.whole(nest).forEach(axis -> known.put(axis, Mode.FULL));
        return new Context(nest, scope, known, true, Optional.of(held), hoisted);
    }

    Mode mode(String axis) {
        return nest.divides(nest.axis(axis)) ? Mode.FULL : modes.getOrDefault(axis, Mode.UNCHECKED);
    }

    Mode mode(Loop loop) {
        return mode(loop.axis());
    }

    boolean full(Loop loop) {
        return mode(loop) == Mode.FULL;
    }

    /** Tells whether a loop ends with the domain; one that runs through a panel fills it up. */
    private boolean guarded(Loop loop) {
        return !full(loop) && !Padding.insidePanel(nest, loop);
    }

    /** Returns the value of an axis here: the sum of the variables around. */
    Affine value(String axis) {
        Affine sum = Affine.constant(0);
        for (Loop loop : nest.loopsOf(axis)) {
            sum = sum.plus(term(loop));
        }
        return sum;
    }

    /** Returns where along an axis the iteration begins that is guarded: its value here, or the first element of the panel that is filled. */
    Affine begin(String axis) {
        Affine sum = Affine.constant(0);
        for (Loop loop : nest.loopsOf(axis)) {
            sum = Padding.insidePanel(nest, loop) ? sum : sum.plus(term(loop));
        }
        return sum;
    }

    /** Tells whether the variable of a loop is defined here. */
    boolean around(Loop loop) {
        return scope.contains(loop.name());
    }

    /** Returns what a loop adds to the value of its axis; nothing where it is not around. */
    Affine term(Loop loop) {
        return around(loop) ? nest.term(loop) : Affine.constant(0);
    }

    /** Returns the number of the iteration of a loop, from 0. */
    Affine number(Loop loop) {
        return around(loop) && !nest.elided(loop) ? Affine.name(loop.name()) : Affine.constant(0);
    }

    /**
     * Writes a loop around a body.
     *
     * @param whole whether the last, incomplete iteration is left out
     */
    Code loop(Loop loop, boolean whole, Code body) {
        if (nest.elided(loop)) {
            return body;
        }
        Affine extent = nest.axis(loop).extent();
        if (!nest.counts(loop)) {
            // Loops inside this one's steps that are around it, reordered or bound, take their share of the extent.
            Affine from = Affine.constant(0);
            for (Loop bound : startsAt(loop)) {
                from = from.plus(term(bound));
            }
            Affine end = guarded(loop) ? extent.minus(begin(loop.axis()).minus(from)) : extent;
            Code.Limit to = new Code.Limit(end, whole ? loop.step() : 1);
            if (Overlap.in(nest).contains(loop.name())) {
                String next = new Identifiers(nest).own(loop.name() + "_next");
                Affine last = extent.minus(Affine.constant(loop.step()));
                Code early = new Code.Scope(List.of(new Code.DefineLesser(loop.name(), Affine.name(next), last), body));
                return new Code.For(next, from, to, loop.step(), Optional.empty(), false, early);
            }
            return new Code.For(loop.name(), from, to, loop.step(), Optional.empty(), false, body);
        }
        Affine trips = Affine.constant(nest.constantTrips(loop).orElseThrow());
        Optional<Code.Less> guard = guarded(loop)
                ? Optional.of(new Code.Less(entering(loop).begin(loop.axis()), extent))
                : Optional.empty();
        boolean unrolled = guard.isEmpty() && loop.kind() == Loop.Kind.UNROLLED;
        return new Code.For(loop.name(), new Code.Limit(trips, 1), 1, guard, unrolled, body);
    }

    /** Returns the conditions, inside of a loop that is entered from here, under which there is a next iteration. */
    List<Code.Less> next(Loop loop) {
        Affine variable = Affine.name(loop.name());
        Affine extent = nest.axis(loop).extent();
        if (!nest.counts(loop)) {
            Affine end = guarded(loop) ? extent.minus(begin(loop.axis())) : extent;
            return List.of(new Code.Less(variable.plus(Affine.constant(loop.step())), end));
        }
        List<Code.Less> conditions = new ArrayList<>();
        Affine trips = Affine.constant(nest.constantTrips(loop).orElseThrow());
        conditions.add(new Code.Less(variable.plus(Affine.constant(1)), trips));
        if (guarded(loop)) {
            Affine begin = entering(loop).begin(loop.axis());
            conditions.add(new Code.Less(begin.plus(Affine.constant(loop.step())), extent));
        }
        return conditions;
    }
}
