package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.GroupReduction;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Padding;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.loops.nest.Staged;
import dev.tilewright.loops.nest.Tile;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.List;
import java.util.Optional;

/** What every nest must satisfy, whatever sequence of transformations led to it. */
final class NestRules {

    private NestRules() {}

    static void check(Nest nest, Limits limits) throws IllegalTransformationException {
        boundLoopsStayOutside(nest);
        accumulatorsHaveAFixedNumber(nest);
        lanesHaveAccumulators(nest);
        CrossThreadReduction.check(nest);
        Online.check(nest);
        Hoisted.check(nest);
        Peel.check(nest);
        unrolledCodeStaysSmall(nest, limits);
        groupsFit(nest, limits);
        tilesFit(nest, limits);
        TransposeLanes.check(nest);
        Overlap.check(nest);
        PrefetchLines.check(nest);
        loopsRespectPanels(nest, limits);
        Tensorize.check(nest, limits);
        barriersStayOutOfBranches(nest, limits);
    }

    private static void boundLoopsStayOutside(Nest nest) throws IllegalTransformationException {
        boolean free = false;
        for (Loop loop : nest.loops()) {
            if (loop.bound() && free) {
                throw new IllegalTransformationException("bound loop %s must stay outside".formatted(loop.name()));
            }
            free |= !loop.bound();
        }
    }

    private static void accumulatorsHaveAFixedNumber(Nest nest) throws IllegalTransformationException {
        long accumulators = 1;
        for (Loop loop : nest.accumulatorTile()) {
            if (nest.constantTrips(loop).isEmpty()) {
                throw new IllegalTransformationException(
                        "loop %s inside %s has as many iterations as the problem says, and so many accumulators"
                                .formatted(loop.name(), nest.accumulateAt().orElseThrow()));
            }
            accumulators *= nest.constantTrips(loop).getAsLong();
        }
        if (accumulators > Limits.ACCUMULATORS) {
            throw new IllegalTransformationException("a work-item would hold %d accumulators, more than %d"
                    .formatted(accumulators, Limits.ACCUMULATORS));
        }
    }

    private static void lanesHaveAccumulators(Nest nest) throws IllegalTransformationException {
        Loop vector = nest.vectorLoop().orElse(null);
        if (vector != null && nest.reduces(vector) && nest.accumulateAt().isEmpty()) {
            throw new IllegalTransformationException(
                    "a vectorized reduction keeps a partial result in each lane, so accumulate in registers first");
        }
    }

    private static void unrolledCodeStaysSmall(Nest nest, Limits limits) throws IllegalTransformationException {
        long copies = nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.UNROLLED)
                .mapToLong(nest::tripsHere)
                .reduce(1, Math::multiplyExact);
        if (copies > Limits.UNROLLED_COPIES) {
            throw new IllegalTransformationException(
                    "unrolling would write out %d copies, more than %d".formatted(copies, Limits.UNROLLED_COPIES));
        }
        long operations = copies * Expressions.operations(nest.statement().value());
        if (copies > 1 && operations > limits.unrolledOperations()) {
            throw new IllegalTransformationException("unrolling would write out %d operations, more than %d"
                    .formatted(operations, limits.unrolledOperations()));
        }
    }

    private static void barriersStayOutOfBranches(Nest nest, Limits limits) throws IllegalTransformationException {
        boolean meets = !nest.staged().isEmpty() || GroupReduction.of(nest).isPresent();
        List<String> edges = Versions.axes(nest);
        if (meets && !limits.barriersInBranches() && !edges.isEmpty()) {
            throw new IllegalTransformationException(
                    "tiles at the edge of %s have code of their own, in which work-items would meet, and compilers for CPUs get such branches wrong"
                            .formatted(String.join(" and ", edges)));
        }
    }

    private static void groupsFit(Nest nest, Limits limits) throws IllegalTransformationException {
        if (nest.groupSize() > limits.groupSize()) {
            throw new IllegalTransformationException("a group would have %d work-items, and the device allows %d"
                    .formatted(nest.groupSize(), limits.groupSize()));
        }
    }

    private static void tilesFit(Nest nest, Limits limits) throws IllegalTransformationException {
        for (Staged staged : nest.staged()) {
            copiesStayInALoop(nest, staged);
            workItemsMeetAtBarriers(nest, staged);
            somethingComesNext(nest, staged);
        }
        tilesFit(List.of(nest), limits);
    }

    /** The tiles and partial results of all stages of a launch fit into local memory together. */
    static void tilesFit(List<Nest> stages, Limits limits) throws IllegalTransformationException {
        long bytes = 0;
        for (Nest nest : stages) {
            bytes += GroupReduction.of(nest).map(GroupReduction::partials).orElse(0L)
                    * nest.type(nest.name()).bytes();
            for (Staged staged : nest.staged()) {
                bytes += Tile.of(nest, staged).allocatedElements()
                        * nest.type(staged.tensor()).bytes();
            }
        }
        if (bytes > limits.localMemoryBytes()) {
            boolean partials =
                    stages.stream().anyMatch(nest -> GroupReduction.of(nest).isPresent());
            throw new IllegalTransformationException("%s take %d bytes of local memory, and a group has %d"
                    .formatted(partials ? "tiles and partial results" : "tiles", bytes, limits.localMemoryBytes()));
        }
    }

    private static void copiesStayInALoop(Nest nest, Staged staged) throws IllegalTransformationException {
        if (nest.loop(staged.at()).kind() != Loop.Kind.SERIAL) {
            throw new IllegalTransformationException("the tile of %s is copied in loop %s, which therefore stays serial"
                    .formatted(staged.tensor(), staged.at()));
        }
    }

    /** What is copied ahead is for a next iteration, and waits in few registers. */
    private static void somethingComesNext(Nest nest, Staged staged) throws IllegalTransformationException {
        if (staged.ahead() && nest.elided(nest.loop(staged.at()))) {
            throw new IllegalTransformationException("loop %s has one iteration, and no next tile of %s to copy"
                    .formatted(staged.at(), staged.tensor()));
        }
        long waiting = Math.ceilDiv(Tile.of(nest, staged).elements(), nest.groupSize());
        if (staged.prefetched() && waiting > Limits.WAITING) {
            throw new IllegalTransformationException(
                    "%d elements of the next tile of %s would wait in the registers of each work-item, more than %d"
                            .formatted(waiting, staged.tensor(), Limits.WAITING));
        }
    }

    /** All work-items of a group must reach the barrier around a copy equally often. */
    private static void workItemsMeetAtBarriers(Nest nest, Staged staged) throws IllegalTransformationException {
        List<Loop> around = nest.loops().subList(0, nest.position(staged.at()) + 1);
        for (Loop loop : around) {
            if (loop.kind() == Loop.Kind.UNROLLED) {
                throw new IllegalTransformationException(
                        "the copy of %s would be unrolled with loop %s".formatted(staged.tensor(), loop.name()));
            }
            allWorkItemsStay(nest, loop);
        }
    }

    /** Refuses a loop around a barrier that work-items would leave at different times. */
    static void allWorkItemsStay(Nest nest, Loop loop) throws IllegalTransformationException {
        boolean hasItems = nest.loopsOf(loop.axis()).stream().anyMatch(other -> other.kind() == Loop.Kind.ITEM);
        if (loop.kind() == Loop.Kind.SERIAL && hasItems && !nest.divides(nest.axis(loop))) {
            throw new IllegalTransformationException(
                    "work-items would leave loop %s at different times and miss the barrier".formatted(loop.name()));
        }
    }

    /** Panels that are written are written whole, beyond the end of the dimension that is cut. */
    private static void panelsAreFilled(Nest nest) throws IllegalTransformationException {
        Optional<Loop> along = Padding.filled(nest).map(nest::outermost);
        if (along.isPresent() && Padding.insidePanel(nest, along.get())) {
            throw new IllegalTransformationException(
                    "loop %s ends inside of a panel of %s, and the last panel is filled up beyond the end"
                            .formatted(along.get().name(), nest.name()));
        }
    }

    /** Each loop along a cut dimension advances by whole panels, or stays inside of one. */
    private static void loopsRespectPanels(Nest nest, Limits limits) throws IllegalTransformationException {
        for (Expression.Access access : nest.accesses()) {
            Panels panels = nest.panels().get(access.tensor());
            if (panels != null) {
                Affine index = access.indices().get(panels.dimension());
                if (panels.place(nest.overLoops(index), nest).isEmpty()) {
                    throw new IllegalTransformationException(
                            "a loop along %s would advance across the bounds of panels of %d elements of %s"
                                    .formatted(index, panels.size(), access.tensor()));
                }
            }
        }
        panelsAreFilled(nest);
        if (nest.vectorLoop().isPresent()) {
            Vectorize.requireLayout(nest, nest.vectorLoop().get().axis(), limits);
        }
    }
}
