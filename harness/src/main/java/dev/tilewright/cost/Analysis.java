package dev.tilewright.cost;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.GroupReduction;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Padding;
import dev.tilewright.loops.nest.Staged;
import dev.tilewright.loops.nest.Tile;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Derives what a launch costs from its nest. */
final class Analysis {

    /** Registers of four bytes that a thread of an NVIDIA GPU may have (CUDA C++ Programming Guide, compute capability 5 to 12). */
    private static final int GPU_REGISTERS = 255;

    private static final int LANE_BYTES = 4;

    private final Nest nest;
    private final DeviceFacts facts;
    private final Execution execution;
    private final List<Touch> touches;
    private final List<Tile> tiles;

    Analysis(Nest nest, DeviceFacts facts) {
        this.nest = nest;
        this.facts = facts;
        execution = Execution.of(nest, facts.cpu());
        touches = Touches.of(execution);
        tiles = nest.staged().stream().map(staged -> tile(nest, staged)).toList();
    }

    private static Tile tile(Nest nest, Staged staged) {
        try {
            return Tile.of(nest, staged);
        } catch (IllegalTransformationException e) {
            throw new IllegalArgumentException("a nest stages what cannot be staged: " + e.getMessage(), e);
        }
    }

    LaunchCost launch() {
        Operations operations = Operations.of(nest);
        List<Traffic> traffic = new ArrayList<>();
        List<OperandCost> operands = touches.stream().map(this::operand).toList();
        traffic.add(new Traffic(
                Traffic.REGISTERS,
                operands.stream().mapToDouble(OperandCost::loadedBytes).sum(),
                operands.stream().mapToDouble(OperandCost::storedBytes).sum()));
        MemoryLevel.of(facts).forEach(level -> traffic.add(beyond(level)));
        return new LaunchCost(
                nest.name(),
                operations.arithmetic(),
                operations.special(),
                operands,
                traffic,
                local(),
                vectors(),
                registers(),
                parallelism());
    }

    /** Returns what a touch moves where it is made, in bytes: in the body, what that has in several places is loaded once. */
    private double moved(Touch touch) {
        int place = Math.min(touch.place(), execution.body());
        return touch.from(place).bytes() * execution.iterations(place);
    }

    private OperandCost operand(Touch touch) {
        double moved = moved(touch);
        // A partial result in memory is set to the identity before anything is folded into it, and may be finished
        // after.
        double set = touch.loads() && touch.stores() ? touch.from(0).bytes() : 0;
        double finished = nest.statement().value() instanceof Expression.Reduction ? 0 : set;
        List<OperandCost.LoopFootprint> footprints = new ArrayList<>();
        for (int i = 0; i < execution.loops().size(); i++) {
            Placement.Box box = touch.from(i + 1);
            footprints.add(
                    new OperandCost.LoopFootprint(execution.loops().get(i).name(), box.bytes(), box.lineBytes()));
        }
        Expression.Access access = touch.access();
        return new OperandCost(
                access.tensor(),
                access.tensor()
                        + access.indices().stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]")),
                touch.loads() ? moved + finished : 0,
                touch.stores() ? moved + set + finished : 0,
                footprints,
                innermost().map(loop -> stride(touch, loop)),
                nest.vectorLoop().map(loop -> stride(touch, loop)),
                items().map(loop -> stride(touch, loop)));
    }

    private Stride stride(Touch touch, Loop loop) {
        return new Stride(loop.name(), touch.placement().stride(touch.access(), loop));
    }

    private Optional<Loop> innermost() {
        return nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.SERIAL)
                .reduce((outer, inner) -> inner);
    }

    /** Returns the loop along dimension 0 of work-items. */
    private Optional<Loop> items() {
        return nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.ITEM)
                .reduce((outer, inner) -> inner);
    }

    /** Returns what must come from beyond a cache: each time that loop runs of which one iteration fits, it is fetched once. */
    private Traffic beyond(MemoryLevel level) {
        int reuse = 0;
        while (reuse < execution.loops().size() && footprint(reuse + 1) > level.capacityBytes()) {
            reuse++;
        }
        double loaded = 0;
        double stored = 0;
        for (Touch touch : touches) {
            int place = Math.min(reuse, touch.place());
            double bytes = touch.from(place).lineBytes() * execution.iterations(place);
            loaded += touch.loads() ? bytes : 0;
            stored += touch.stores() ? bytes : 0;
        }
        return new Traffic(level.name(), loaded, stored);
    }

    /** Returns the cache lines that are touched each time the loops from a place inwards run, in bytes. */
    private double footprint(int place) {
        double sum = 0;
        for (Touch touch : touches) {
            if (touch.place() >= place) {
                sum += touch.from(place).lineBytes();
            }
            if (touch.tile() && facts.cpu()) {
                // A CPU has no other local memory than its caches.
                sum += touch.from(Math.max(place, touch.place())).bytes();
            }
        }
        return sum;
    }

    private LocalMemory local() {
        double loaded = 0;
        double stored = 0;
        for (Touch touch : touches) {
            if (touch.tile()) {
                stored += moved(touch);
                int body = execution.body();
                loaded += touch.from(body).bytes() * execution.iterations(body);
            }
        }
        long bytes = 0;
        int conflicts = 1;
        for (Tile tile : tiles) {
            bytes +=
                    tile.allocatedElements() * nest.type(tile.staged().tensor()).bytes();
            conflicts = facts.cpu() ? 1 : Math.max(conflicts, Banks.conflicts(nest, tile));
        }
        return GroupReduction.of(nest)
                .map(this::tree)
                .orElse(LocalMemory.NONE)
                .plus(new LocalMemory(bytes, loaded, stored, conflicts));
    }

    /** Each work-item stores what it has; then of each pair that is combined both are loaded and one is stored. */
    private LocalMemory tree(GroupReduction shared) {
        long element = nest.type(nest.name()).bytes();
        double results = nest.axes().stream()
                .filter(axis -> !axis.reduction())
                .mapToDouble(nest::extent)
                .reduce(1, (one, other) -> one * other);
        long pairs = shared.items() - 1;
        return new LocalMemory(
                shared.partials() * element,
                results * (2 * pairs + 1) * element,
                results * (shared.items() + pairs) * element,
                1);
    }

    private VectorUse vectors() {
        if (nest.vectorLoop().isEmpty()) {
            return new VectorUse(1, 0);
        }
        double whole = 1;
        Set<String> padded = Padding.whole(nest);
        for (Axis axis : nest.axes()) {
            long step = nest.outermost(axis.name()).step();
            long extent = nest.extent(axis);
            boolean cut = !nest.divides(axis) && !padded.contains(axis.name());
            whole *= cut ? (double) (extent / step * step) / extent : 1;
        }
        return new VectorUse(Math.toIntExact(nest.tripsHere(nest.vectorLoop().get())), whole);
    }

    private RegisterUse registers() {
        long accumulators = nest.accumulateAt().isPresent() ? nest.statements().size() : 0;
        for (Loop loop : nest.accumulatorTile()) {
            accumulators *= loop.kind() == Loop.Kind.VECTOR ? 1 : nest.tripsHere(loop);
        }
        List<Loop> written = execution.from(execution.body()).stream()
                .filter(loop -> loop.kind() == Loop.Kind.UNROLLED && !nest.reduces(loop))
                .toList();
        long live = 0;
        for (Touch touch : touches) {
            if (touch.loads() && !touch.stores()) {
                Placement.Box box = touch.box(written);
                live += box.bytes() / touch.placement().elementBytes();
            }
        }
        for (Tile tile : tiles) {
            live += tile.staged().prefetched() ? Math.ceilDiv(tile.elements(), nest.groupSize()) : 0;
        }
        int lanes = vectors().lanes();
        int width = facts.vectorWidth();
        long file = facts.cpu()
                ? (long) VectorRegisters.of(facts) * Math.max(width, 4) * LANE_BYTES
                : (long) GPU_REGISTERS * LANE_BYTES;
        return new RegisterUse(accumulators, live, nest.type(nest.name()).bytes(), lanes, file);
    }

    private Parallelism parallelism() {
        long groups = nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.GROUP)
                .mapToLong(nest::tripsHere)
                .reduce(1, Math::multiplyExact);
        return new Parallelism(groups, nest.groupSize(), Math.max(1, facts.computeUnits()));
    }
}
