package dev.tilewright.loops.nest;

import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What becomes of the end of an axis where elements lie in panels. The copy that makes panels fills up the last one with zeros. So a
 * register tile that reads along an axis from panels alone is computed whole, even where it reaches over the end, and only what lies
 * inside is stored: reductions need neither guards nor a scalar version, whatever the size. As in BLIS (Van Zee and van de Geijn,
 * "BLIS: A Framework for Rapidly Instantiating BLAS Functionality", TOMS 2015).
 *
 * <p>Zeros need not be neutral in the reduction, since no result that they have a part in is stored. They must not trap, as in a
 * division of integers.
 */
public final class Padding {

    private Padding() {}

    /** Returns the axis along which a nest fills up panels; empty where it makes none. */
    public static Optional<String> filled(Nest nest) {
        return Optional.ofNullable(nest.panels().get(nest.name()))
                .map(panels -> nest.statement()
                        .target()
                        .indices()
                        .get(panels.dimension())
                        .names()
                        .getFirst());
    }

    /** Tells whether a loop runs through the elements of a panel that its nest fills up. */
    public static boolean insidePanel(Nest nest, Loop loop) {
        Panels panels = nest.panels().get(nest.name());
        return panels != null
                && filled(nest).filter(loop.axis()::equals).isPresent()
                && loop.step() % panels.size() != 0;
    }

    /** Returns the axes along which tiles of accumulators are computed whole where they reach over the end. */
    public static Set<String> whole(Nest nest) {
        Set<String> whole = new TreeSet<>();
        boolean plain = nest.annotations().values().stream().noneMatch(Annotation::needsGuards)
                && GroupReduction.of(nest).isEmpty();
        if (plain) {
            nest.axes().stream()
                    .filter(axis -> !axis.reduction() && !nest.divides(axis))
                    .map(Axis::name)
                    .filter(axis -> readsPanelsAlone(nest, axis))
                    .forEach(whole::add);
        }
        return whole;
    }

    /** Returns how many elements along an axis are computed, with those beyond the end that are not stored. */
    public static long computed(Nest nest, Axis axis) {
        long extent = nest.extent(axis);
        if (!whole(nest).contains(axis.name())) {
            return extent;
        }
        long tile = tile(nest, axis.name()).stream()
                .mapToLong(loop -> loop.step() * nest.tripsHere(loop))
                .max()
                .orElseThrow();
        return Math.ceilDiv(extent, tile) * tile;
    }

    /**
     * Tells whether an axis indexes a dimension of a read alone and no other, so that panels can be cut along it; it holds for reads
     * that do not depend on the axis as well.
     */
    public static boolean packable(Expression.Access read, String axis) {
        List<Affine> dependent = read.indices().stream()
                .filter(index -> index.coefficient(axis) != 0)
                .toList();
        return dependent.isEmpty() || dependent.equals(List.of(Affine.name(axis)));
    }

    private static List<Loop> tile(Nest nest, String axis) {
        return nest.accumulatorTile().stream()
                .filter(loop -> loop.axis().equals(axis) && !nest.elided(loop))
                .toList();
    }

    /** Tells whether a tile along an axis reads from panels alone, and each time from one: where that begins inside, all of it exists. */
    private static boolean readsPanelsAlone(Nest nest, String axis) {
        List<Loop> tile = tile(nest, axis);
        if (tile.isEmpty()) {
            return false;
        }
        Expression body = nest.reduction().orElseThrow().body();
        return !decides(body, axis)
                && Expressions.accesses(body).stream()
                        .filter(read -> Expressions.dependsOn(read, axis))
                        .allMatch(read -> readsOnePanel(nest, read, axis, tile));
    }

    private static boolean readsOnePanel(Nest nest, Expression.Access read, String axis, List<Loop> tile) {
        Panels panels = nest.panels().get(read.tensor());
        return panels != null
                && packable(read, axis)
                && read.indices().get(panels.dimension()).equals(Affine.name(axis))
                && tile.stream().noneMatch(loop -> loop.step() % panels.size() == 0);
    }

    /** Tells whether an axis decides what is read: beyond its end that may lie outside of a tensor. */
    private static boolean decides(Expression body, String axis) {
        boolean[] decides = {false};
        Expressions.visit(body, part -> {
            if (part instanceof Expression.Select(var condition, var _, var _)) {
                decides[0] |= Expressions.operands(condition).stream()
                        .anyMatch(operand -> Expressions.dependsOn(operand, axis));
            }
        });
        return decides[0];
    }
}
