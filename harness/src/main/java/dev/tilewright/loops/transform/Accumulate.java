package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Keeps the results of a reduction in registers while its loop runs, instead of in the target tensor, and gives each work-item a
 * tile of them: every named parallel loop is split, and its inner part moves, unrolled, to the inside of the reduction.
 *
 * <p>A tile of m × n results needs m + n operands for m · n operations, which is what makes matrix multiplication fast (Goto and
 * van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008). Accumulating at an inner reduction loop adds a partial
 * result to the target tensor each time the outer one advances.
 *
 * @param loop the reduction loop at which accumulation begins
 * @param tile how many iterations of which parallel loops a work-item holds, outermost first; may be empty
 */
public record Accumulate(String loop, SequencedMap<String, Long> tile) implements NestTransformation {

    /** What all accumulations have in common. */
    public static final Kind KIND = Kind.of("accumulate", Accumulate::read)
            .proposing(Accumulate::proposals)
            .checking(Accumulate::check);

    private static final List<Long> FACTORS = List.of(2L, 3L, 4L, 6L, 8L);

    /** Most elements that one work-item accumulates in registers; more would spill on every device. */
    private static final long MOST_ACCUMULATORS = 512;

    /** Most results in a tile that is worth proposing: with a vector for each, they fill the registers of any device. */
    private static final long WORTH_HOLDING = 32;

    public Accumulate {
        tile = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tile));
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(loop));
        tile.forEach((name, factor) -> arguments.add(name + "=" + factor));
        return arguments;
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        Loop reduction = nest.loop(loop);
        if (!nest.reduces(reduction)) {
            throw new IllegalTransformationException(
                    "loop %s is parallel: there is nothing to accumulate over it".formatted(loop));
        }
        if (reduction.kind() != Loop.Kind.SERIAL) {
            throw new IllegalTransformationException(
                    "accumulation begins at a serial loop, and %s is none".formatted(loop));
        }
        if (nest.accumulateAt().isPresent()) {
            throw new IllegalTransformationException("accumulators are in registers already, from loop %s"
                    .formatted(nest.accumulateAt().get()));
        }
        Nest tiled = nest;
        for (Map.Entry<String, Long> entry : tile.entrySet()) {
            Loop parallel = tiled.loop(entry.getKey());
            if (tiled.reduces(parallel)) {
                throw new IllegalTransformationException(
                        "loop %s reduces: a tile spans parallel loops".formatted(parallel.name()));
            }
            tiled = UnrollAndJam.jam(tiled, parallel, entry.getValue());
        }
        return tiled.accumulatingAt(loop);
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        List<Transformation> variations = new ArrayList<>();
        tile.forEach((name, factor) -> {
            for (long other : Factors.around(factor, 1, 32)) {
                SequencedMap<String, Long> changed = new LinkedHashMap<>(tile);
                if (other == 1) {
                    changed.remove(name);
                } else {
                    changed.put(name, other);
                }
                variations.add(new Accumulate(loop, changed));
            }
        });
        return variations;
    }

    /** Refuses accumulators whose number is not fixed, or too large. */
    static void check(Nest nest) throws IllegalTransformationException {
        long accumulators = 1;
        for (Loop loop : nest.accumulatorTile()) {
            if (nest.constantTrips(loop).isEmpty()) {
                throw new IllegalTransformationException(
                        "loop %s inside %s has as many iterations as the problem says, and so many accumulators"
                                .formatted(loop.name(), nest.accumulateAt().orElseThrow()));
            }
            accumulators *= nest.constantTrips(loop).getAsLong();
        }
        if (accumulators > MOST_ACCUMULATORS) {
            throw new IllegalTransformationException(
                    "a work-item would hold %d accumulators, more than %d".formatted(accumulators, MOST_ACCUMULATORS));
        }
    }

    private static List<Transformation> proposals(Nest nest) {
        List<Loop> parallel = nest.loops().stream()
                .filter(loop -> !nest.reduces(loop))
                .filter(loop -> loop.kind() != Loop.Kind.VECTOR && loop.kind() != Loop.Kind.UNROLLED)
                .toList();
        List<SequencedMap<String, Long>> tiles = new ArrayList<>();
        tiles.add(new LinkedHashMap<>());
        for (Loop loop : parallel) {
            for (long factor : factors(nest, loop)) {
                tiles.add(new LinkedHashMap<>(Map.of(loop.name(), factor)));
            }
        }
        for (Loop outer : parallel) {
            for (Loop inner : parallel) {
                if (nest.position(outer.name()) >= nest.position(inner.name())
                        || outer.axis().equals(inner.axis())) {
                    continue;
                }
                for (long m : factors(nest, outer)) {
                    for (long n : factors(nest, inner)) {
                        if (m * n > WORTH_HOLDING) {
                            continue;
                        }
                        SequencedMap<String, Long> tile = new LinkedHashMap<>();
                        tile.put(outer.name(), m);
                        tile.put(inner.name(), n);
                        tiles.add(tile);
                    }
                }
            }
        }
        return nest.loops().stream()
                .filter(loop -> nest.reduces(loop) && loop.kind() == Loop.Kind.SERIAL)
                .flatMap(loop -> tiles.stream().<Transformation>map(tile -> new Accumulate(loop.name(), tile)))
                .collect(Collectors.toList());
    }

    private static Transformation read(Arguments arguments) {
        if (arguments.texts().isEmpty()) {
            throw new IllegalArgumentException("accumulate needs a loop: accumulate(loop, parallel=factor, …)");
        }
        SequencedMap<String, Long> tile = new LinkedHashMap<>();
        for (String argument : arguments.texts().subList(1, arguments.size())) {
            int equals = argument.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(
                        "a tile is written as parallel=factor, not \"%s\"".formatted(argument));
            }
            tile.put(
                    argument.substring(0, equals).strip(),
                    Arguments.whole(argument.substring(equals + 1).strip()));
        }
        return new Accumulate(arguments.text(0), tile);
    }

    private static List<Long> factors(Nest nest, Loop loop) {
        return nest.dividing(loop, FACTORS);
    }
}
