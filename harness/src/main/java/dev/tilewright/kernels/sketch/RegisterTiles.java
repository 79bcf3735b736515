package dev.tilewright.kernels.sketch;

import dev.tilewright.cost.VectorRegisters;
import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Padding;
import dev.tilewright.loops.transform.Accumulate;
import dev.tilewright.loops.transform.Bind;
import dev.tilewright.loops.transform.Overlap;
import dev.tilewright.loops.transform.Pack;
import dev.tilewright.loops.transform.Reorder;
import dev.tilewright.loops.transform.Split;
import dev.tilewright.loops.transform.Unroll;
import dev.tilewright.loops.transform.Vectorize;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * A reduction on cores with vector registers: a group is one task of a core, which holds a tile of results in vector registers while it
 * runs over the reduction; operands may be packed into panels as wide as the tile, and then tiles need not divide the sizes. The
 * structure of matrix multiplication in GotoBLAS and BLIS (Goto and van de Geijn 2008; Van Zee and van de Geijn 2015).
 */
final class RegisterTiles implements SketchRule {

    /** What a work-item of a GPU may hold before few of them are resident. */
    private static final long GPU_ACCUMULATORS = 64;

    @Override
    public double weight(Nest nest, Draft draft) {
        return nest.reduction().isPresent() && nest.accumulateAt().isEmpty()
                ? draft.facts().cpu() ? 1 : 0.1
                : 0;
    }

    @Override
    public void schedule(String name, Draft draft) {
        List<String> parallel = axes(draft.nest(name), false);
        List<String> reducing = axes(draft.nest(name), true);
        Set<String> padded = padded(draft.nest(name), parallel, draft);
        Optional<String> lanes = laneAxis(name, parallel, draft);
        Optional<String> overlapping =
                lanes.filter(axis -> !padded.contains(axis) && leavesRemainder(axis, draft.nest(name), draft));
        bind(
                name,
                parallel.stream()
                        .filter(axis -> overlapping.filter(axis::equals).isEmpty())
                        .toList(),
                draft);
        if (lanes.isPresent()) {
            vectorize(name, lanes.get(), padded, draft);
        }
        accumulate(name, parallel, lanes, reducing.getFirst(), padded, draft);
        overlapping.ifPresent(axis -> draft.attempt(name, new Overlap(axis)));
        if (lanes.isEmpty() && draft.chance(0.9)) {
            // Partial results in lanes, where the elements that are reduced are neighbours.
            vectorizeAny(name, reducing.reversed(), padded, draft);
        }
        unroll(name, reducing, draft);
        pack(name, parallel, padded, draft);
    }

    /**
     * Draws whether tiles fit the registers rather than the sizes, and returns the axes along which they may: those along which all
     * operands that depend on them can be packed, and so padded. Each is packed once, and has to be read often enough to be worth it.
     */
    private static Set<String> padded(Nest nest, List<String> parallel, Draft draft) {
        Set<String> possible = new LinkedHashSet<>();
        for (String axis : parallel.reversed()) {
            List<Expression.Access> dependent = operands(nest).stream()
                    .filter(read -> Expressions.dependsOn(read, axis))
                    .toList();
            boolean packable = dependent.stream()
                    .allMatch(read -> Padding.packable(read, axis)
                            && possible.stream().noneMatch(other -> Expressions.dependsOn(read, other))
                            && !parallel.stream().allMatch(other -> Expressions.dependsOn(read, other)));
            if (packable && !dependent.isEmpty()) {
                possible.add(axis);
            }
        }
        return !possible.isEmpty() && draft.chance(0.5) ? possible : Set.of();
    }

    private static List<Expression.Access> operands(Nest nest) {
        return Expressions.accesses(nest.reduction().orElseThrow().body());
    }

    private static List<String> axes(Nest nest, boolean reducing) {
        return nest.axes().stream()
                .filter(axis -> axis.reduction() == reducing)
                .map(Axis::name)
                .toList();
    }

    /** Finds the parallel axis for lanes: the last along which all elements are neighbours, or can be made neighbours by packing. */
    private static Optional<String> laneAxis(String name, List<String> parallel, Draft draft) {
        for (String axis : parallel.reversed()) {
            if (draft.allows(name, new Vectorize(axis, 2))) {
                return Optional.of(axis);
            }
        }
        if (parallel.isEmpty() || draft.chance(0.3)) {
            return Optional.empty();
        }
        Nest nest = draft.nest(name);
        String axis = parallel.getLast();
        long panel = lanes(nest, axis, draft) * draft.pick(upTo(registers(draft) / 2));
        for (Expression.Access read : new LinkedHashSet<>(nest.reads())) {
            List<Affine> indices = read.indices();
            boolean neighbours =
                    indices.subList(0, indices.size() - 1).stream().allMatch(index -> index.coefficient(axis) == 0);
            if (!neighbours) {
                draft.attempt(name, new Pack(read.tensor(), axis, panel));
            }
        }
        return Optional.of(axis);
    }

    /** Tells whether no vectors cover an axis exactly; its last vector then begins early, inside of a loop. */
    private static boolean leavesRemainder(String axis, Nest nest, Draft draft) {
        return nest.extent(nest.axis(axis)) % lanes(nest, axis, draft) != 0;
    }

    private static long width(Draft draft) {
        return Math.min(draft.limits().lanes(), Math.max(2, draft.facts().vectorWidth()));
    }

    private static long lanes(Nest nest, String axis, Draft draft) {
        long width = width(draft);
        List<Long> possible = new ArrayList<>(List.of(width, width / 2));
        possible.removeIf(lanes -> lanes < 2 || nest.extent(nest.axis(axis)) % lanes != 0);
        if (possible.isEmpty()) {
            long extent = nest.extent(nest.axis(axis));
            return Math.max(2, Math.min(width, Long.highestOneBit(extent)));
        }
        return draft.chance(0.8) ? possible.getFirst() : draft.pick(possible);
    }

    /** Binds parallel loops to groups, most often all of them, and draws which of the last two neighbouring groups differ in. */
    private static void bind(String name, List<String> parallel, Draft draft) {
        List<String> bound = new ArrayList<>();
        for (String axis : parallel) {
            boolean last = axis.equals(parallel.getLast());
            if (bound.isEmpty() || !last || draft.chance(0.7)) {
                if (parallel.size() == 1 && draft.chance(0.5)) {
                    Nest nest = draft.nest(name);
                    draft.factor(nest, nest.outermost(axis), List.of(4L, 8L, 16L, 32L, 64L))
                            .ifPresent(factor -> draft.attempt(name, new Split(axis, factor)));
                }
                if (draft.attempt(name, new Bind(axis, Bind.Level.GROUP))) {
                    bound.add(axis);
                }
            }
        }
        if (bound.size() >= 2 && draft.chance(0.5)) {
            draft.attempt(name, new Reorder(List.of(bound.getLast(), bound.get(bound.size() - 2))));
        }
    }

    private static void vectorizeAny(String name, List<String> axes, Set<String> padded, Draft draft) {
        for (String axis : axes) {
            if (vectorize(name, axis, padded, draft)) {
                return;
            }
        }
    }

    private static boolean vectorize(String name, String axis, Set<String> padded, Draft draft) {
        Nest nest = draft.nest(name);
        long lanes = padded.contains(axis) ? width(draft) : lanes(nest, axis, draft);
        for (Loop loop : nest.loopsOf(axis)) {
            if (loop.step() == 1
                    && (draft.attempt(name, new Vectorize(loop.name(), lanes))
                            || draft.attempt(name, new Vectorize(loop.name(), lanes / 2)))) {
                return true;
            }
        }
        return false;
    }

    private static void accumulate(
            String name,
            List<String> parallel,
            Optional<String> lanes,
            String reduction,
            Set<String> padded,
            Draft draft) {
        Nest nest = draft.nest(name);
        Set<String> held = new LinkedHashSet<>();
        lanes.ifPresent(held::add);
        List<String> others =
                parallel.stream().filter(axis -> !held.contains(axis)).toList();
        if (!others.isEmpty()) {
            List<String> sharing = others.stream()
                    .filter(axis -> lanes.isPresent() && sharesVectors(nest, axis, lanes.get()))
                    .toList();
            held.add(!sharing.isEmpty() && draft.chance(0.8) ? draft.pick(sharing) : others.getLast());
            held.add(draft.pick(others));
        }
        // Vectors are drawn first; what is left of the registers bounds the rows.
        Map<String, Long> factors = new HashMap<>();
        long left = registers(draft);
        for (String axis : held) {
            boolean isLanes = lanes.filter(axis::equals).isPresent();
            long most = isLanes ? left / 2 : left;
            long factor = factor(nest, loopToHold(nest, axis), upTo(most), padded.contains(axis), draft);
            factors.put(axis, factor);
            left /= factor;
        }
        SequencedMap<String, Long> tile = new LinkedHashMap<>();
        for (String axis : parallel) {
            if (factors.getOrDefault(axis, 1L) > 1) {
                tile.put(loopToHold(nest, axis).name(), Objects.requireNonNull(factors.get(axis)));
            }
        }
        if (!draft.attempt(name, new Accumulate(reduction, tile))) {
            draft.attempt(name, new Accumulate(reduction, new LinkedHashMap<>()));
        }
    }

    /** Returns how many vectors a tile of accumulators may have: as many as there are registers, as a compiler may spill a few. */
    private static long registers(Draft draft) {
        return draft.facts().cpu() ? VectorRegisters.of(draft.facts()) : GPU_ACCUMULATORS;
    }

    private static List<Long> upTo(long most) {
        return LongStream.rangeClosed(1, Math.max(1, most)).boxed().toList();
    }

    /** Draws how many iterations of a loop a tile holds; they divide the size, unless what they read is to be padded. */
    private static long factor(Nest nest, Loop loop, List<Long> fitting, boolean padded, Draft draft) {
        if (padded && loop.outermost()) {
            List<Long> possible = fitting.stream()
                    .filter(factor -> factor <= nest.tripsHere(loop))
                    .toList();
            return possible.isEmpty() ? 1 : draft.pick(possible);
        }
        boolean whole = padded || nest.divides(nest.axis(loop));
        return whole ? draft.factor(nest, loop, fitting).orElse(1L) : 1;
    }

    /** Tells whether all iterations of an axis read the same vectors of some operand, so that each is loaded once for a tile of them. */
    private static boolean sharesVectors(Nest nest, String axis, String lanes) {
        return nest.reads().stream()
                .filter(read -> read.indices().stream().anyMatch(index -> index.coefficient(lanes) != 0))
                .anyMatch(read -> read.indices().stream().allMatch(index -> index.coefficient(axis) == 0));
    }

    private static Loop loopToHold(Nest nest, String axis) {
        return nest.loopsOf(axis).stream()
                .filter(loop -> loop.kind() != Loop.Kind.VECTOR)
                .toList()
                .getLast();
    }

    /** Unrolls the loops of a reduction that have few iterations, as those of a convolution's window, or a few of a long one. */
    private static void unroll(String name, List<String> reducing, Draft draft) {
        for (String axis : reducing.reversed()) {
            Nest nest = draft.nest(name);
            Loop loop = nest.outermost(axis);
            long trips = nest.constantTrips(loop).orElse(Long.MAX_VALUE);
            if (trips <= 8 && draft.chance(0.6)) {
                draft.attempt(name, new Unroll(axis, trips));
            } else if (trips > 8 && axis.equals(reducing.getLast()) && draft.chance(0.25)) {
                draft.attempt(name, new Unroll(axis, draft.pick(List.of(2L, 4L))));
            }
        }
    }

    /**
     * Packs operands along the axes of the tile, in panels as wide as the tile: all of them along an axis that tiles do not divide and
     * that is to be padded.
     */
    private static void pack(String name, List<String> parallel, Set<String> padded, Draft draft) {
        Nest nest = draft.nest(name);
        double probability = draft.pick(List.of(0.0, 0.5, 1.0));
        for (Expression.Access read : new LinkedHashSet<>(nest.reads())) {
            for (Affine index : read.indices()) {
                if (!index.isName() || !parallel.contains(index.names().getFirst())) {
                    continue;
                }
                String axis = index.names().getFirst();
                long width = nest.outermost(axis).step();
                boolean pads = padded.contains(axis)
                        && !nest.divides(nest.axis(axis))
                        && operands(nest).contains(read);
                boolean several = width > 1 && nest.extent(nest.axis(axis)) > width;
                if (pads || (several && draft.chance(probability))) {
                    draft.attempt(name, new Pack(read.tensor(), axis, width));
                }
            }
        }
    }
}
