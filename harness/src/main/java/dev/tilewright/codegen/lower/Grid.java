package dev.tilewright.codegen.lower;

import dev.tilewright.codegen.lower.Code.GridIndex;
import dev.tilewright.codegen.lower.Code.Trips;
import dev.tilewright.codegen.lower.SizeCondition.Relation;
import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.GroupReduction;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Fragment;
import dev.tilewright.loops.transform.Fuse;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How bound loops are laid out over the three dimensions of the grid: the innermost along dimension 0, the next along dimension 1, all
 * further ones together along dimension 2, and a loop that shares a dimension along that of the next one further in. Where dimensions 1
 * and 2 are not long enough for that, all loops share dimension 0.
 */
final class Grid {

    private static final int DIMENSIONS = 3;

    private final Nest nest;
    private final Map<String, GridIndex> indices = new HashMap<>();
    private final Map<String, Loop> neighbours = new HashMap<>();
    private final Set<String> merged = new HashSet<>();
    private final List<SizeFormula> groups;
    private final List<Long> items;
    private final List<SizeCondition> assumptions = new ArrayList<>();

    Grid(Nest nest) {
        this.nest = nest;
        groups = layOut(Loop.Kind.GROUP, GridLimits.SHORTEST.groups());
        List<SizeFormula> itemsOfAGroup = layOut(Loop.Kind.ITEM, GridLimits.SHORTEST.items());
        items = itemsOfAGroup.stream()
                .map(extent -> extent.evaluate(nest.sizes()))
                .toList();
        for (int d = 0; d < DIMENSIONS; d++) {
            assume(new SizeCondition(itemsOfAGroup.get(d), Relation.EQUAL, SizeFormula.of(items.get(d))));
        }
        if (nest.staged().isEmpty()
                && nest.panels().isEmpty()
                && Fragment.of(nest).isEmpty()
                && GroupReduction.of(nest).isEmpty()) {
            nest.loops().forEach(this::merge);
        }
    }

    private List<SizeFormula> layOut(Loop.Kind kind, List<Long> most) {
        List<SizeFormula> extents = layOut(kind, DIMENSIONS);
        boolean fits = true;
        for (int d = 1; d < DIMENSIONS; d++) {
            fits &= assume(new SizeCondition(extents.get(d), Relation.LESS, SizeFormula.of(most.get(d) + 1)));
        }
        List<SizeFormula> launched = fits ? extents : layOut(kind, 1);
        assume(new SizeCondition(launched.getFirst(), Relation.LESS, SizeFormula.of(most.getFirst() + 1)));
        return launched;
    }

    /** Tells whether a condition holds in this problem, and remembers that it was asked. */
    private boolean assume(SizeCondition condition) {
        if (!condition.constant()) {
            assumptions.add(condition.asFor(nest.sizes()));
        }
        return condition.holds(nest.sizes());
    }

    /** Lays out the loops over the first {@code available} dimensions, the last of which takes all that are left. */
    private List<SizeFormula> layOut(Loop.Kind kind, int available) {
        List<Loop> bound = new ArrayList<>(
                nest.loops().stream().filter(loop -> loop.kind() == kind).toList());
        Collections.reverse(bound);
        List<SizeFormula> extents = new ArrayList<>(Collections.nCopies(DIMENSIONS, SizeFormula.of(1)));
        List<Integer> dimensions = dimensions(Fuse.sharing(nest), bound, available);
        List<Trips> inner = new ArrayList<>();
        for (int i = 0; i < bound.size(); i++) {
            Loop loop = bound.get(i);
            int dimension = dimensions.get(i);
            boolean shares = i + 1 < bound.size() && dimensions.get(i + 1) == dimension;
            Trips trips = loop.trips().isPresent()
                    ? new Trips(Affine.constant(loop.trips().getAsLong()), 1)
                    : new Trips(nest.axis(loop).extent(), loop.step());
            indices.put(
                    loop.name(),
                    new GridIndex(
                            dimension,
                            List.copyOf(inner),
                            shares ? Optional.of(trips) : Optional.empty(),
                            trips,
                            nest.counts(loop) ? 1 : loop.step()));
            if (shares) {
                inner.add(trips);
            } else {
                inner.clear();
            }
            extents.set(dimension, SizeFormula.product(trips(loop), extents.get(dimension)));
        }
        return extents;
    }

    /** Returns how many iterations a loop has. */
    private SizeFormula trips(Loop loop) {
        if (loop.trips().isPresent()) {
            return SizeFormula.of(loop.trips().getAsLong());
        }
        Axis axis = nest.axis(loop);
        SizeFormula extent = SizeFormula.of(axis.extent());
        return nest.multiple(axis)
                ? SizeFormula.quotient(extent, loop.step())
                : SizeFormula.quotientRoundedUp(extent, loop.step());
    }

    /** Returns the dimension of each loop, innermost first. */
    private static List<Integer> dimensions(Set<String> sharing, List<Loop> bound, int available) {
        List<Integer> dimensions = new ArrayList<>();
        int dimension = -1;
        for (Loop loop : bound) {
            boolean own = dimensions.isEmpty() || !sharing.contains(loop.name());
            dimension = own ? Math.min(dimension + 1, available - 1) : dimension;
            dimensions.add(dimension);
        }
        return dimensions;
    }

    /** Lets one variable stand for a work-group's and a work-item's place along an axis, where they are neighbours. */
    private void merge(Loop group) {
        if (group.kind() != Loop.Kind.GROUP || nest.counts(group)) {
            return;
        }
        for (Loop item : nest.loopsOf(group.axis())) {
            if (item.kind() != Loop.Kind.ITEM
                    || group.step() != item.step() * item.trips().orElseThrow()) {
                continue;
            }
            GridIndex outer = index(group);
            GridIndex inner = index(item);
            boolean alone = outer.dividend().isEmpty()
                    && outer.modulus().isEmpty()
                    && inner.dividend().isEmpty()
                    && inner.modulus().isEmpty();
            if (alone && outer.dimension() == inner.dimension()) {
                neighbours.put(group.name(), item);
                merged.add(item.name());
            }
        }
    }

    private GridIndex index(Loop loop) {
        return Objects.requireNonNull(indices.get(loop.name()));
    }

    /** Returns the loops that have no variable of their own. */
    Set<String> merged() {
        return merged;
    }

    /** Returns the definitions of the variables of all bound loops. */
    List<Code> definitions() {
        List<Code> definitions = new ArrayList<>();
        for (Loop loop : nest.loops()) {
            if (!loop.bound() || merged.contains(loop.name()) || nest.elided(loop)) {
                continue;
            }
            GridIndex index = index(loop);
            if (loop.kind() == Loop.Kind.ITEM) {
                definitions.add(new Code.DefineFromGrid(loop.name(), Optional.empty(), Optional.of(index)));
                continue;
            }
            Optional<GridIndex> item = Optional.ofNullable(neighbours.get(loop.name()))
                    .map(other -> new GridIndex(
                            index(other).dimension(),
                            List.of(),
                            Optional.empty(),
                            index(other).trips(),
                            other.step()));
            definitions.add(new Code.DefineFromGrid(loop.name(), Optional.of(index), item));
        }
        return definitions;
    }

    List<SizeFormula> groups() {
        return groups;
    }

    /** Returns what was assumed of sizes where loops were laid out. */
    List<SizeCondition> assumptions() {
        return assumptions;
    }

    List<Long> items() {
        return items;
    }

    long groupSize() {
        return items.stream().reduce(1L, Math::multiplyExact);
    }
}
