package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Annotation;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks for the cache lines of an operand that a loop needs {@code distance} iterations later, with a hint beside each read of it, so that
 * they are on their way while this iteration computes.
 *
 * <p>A CPU does so by itself where lines follow one another; where a loop walks many rows a little at a time, it gives up. Ahead of a
 * loop that is spread over groups, a group asks for what the next one needs, which most often follows on the same core: while it computes
 * and stores, memory would not be read otherwise. See Mowry, Lam
 * and Gupta, "Design and Evaluation of a Compiler Algorithm for Prefetching", ASPLOS 1992. A hint past the end of the operand does
 * nothing.
 *
 * @param tensor the operand, which is read from memory
 * @param loop the loop along which lines are needed later, serial or spread over groups
 * @param distance how many iterations later, at least 1
 */
public record PrefetchLines(String tensor, String loop, long distance) implements NestTransformation {

    /** What all of these have in common. */
    public static final Kind KIND = Kind.of(
                    "prefetch-lines",
                    List.of("operand", "loop", "distance"),
                    arguments -> new PrefetchLines(arguments.text(0), arguments.text(1), arguments.whole(2)))
            .proposing(PrefetchLines::proposals)
            .checking(PrefetchLines::check);

    private static final List<Long> DISTANCES = List.of(1L, 2L, 4L);
    private static final long FARTHEST = 64;

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(tensor, loop, Long.toString(distance));
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (!limits.permits(Capability.LINE_HINTS)) {
            throw new IllegalTransformationException("this language or device takes no hints for its caches");
        }
        if (distance < 1 || distance > FARTHEST) {
            throw new IllegalTransformationException(
                    "a hint is for 1 to %d iterations later, not %d".formatted(FARTHEST, distance));
        }
        if (hints(nest).containsKey(tensor)) {
            throw new IllegalTransformationException("lines of %s are asked for already".formatted(tensor));
        }
        Map<String, LineHint> hints = new TreeMap<>(hints(nest));
        hints.put(tensor, new LineHint(nest.loop(loop).name(), distance));
        return nest.annotated(new LineHints(hints));
    }

    /** Returns the operands whose lines are asked for before they are needed. */
    public static Map<String, LineHint> hints(Nest nest) {
        return nest.annotation(LineHints.class).map(LineHints::operands).orElse(Map.of());
    }

    /** Refuses a nest in which a loop that hints are for is no longer one along which an operand is read from memory. */
    private static void check(Nest nest) throws IllegalTransformationException {
        for (Map.Entry<String, LineHint> entry : hints(nest).entrySet()) {
            String tensor = entry.getKey();
            LineHint hint = entry.getValue();
            Loop loop = nest.loop(hint.loop());
            boolean moves = nest.reads().stream()
                    .filter(read -> read.tensor().equals(tensor))
                    .anyMatch(read -> read.indices().stream().anyMatch(index -> index.coefficient(loop.axis()) != 0));
            if (!moves) {
                throw new IllegalTransformationException("%s is not read along loop %s".formatted(tensor, loop.name()));
            }
            if (!walked(loop)) {
                throw new IllegalTransformationException(
                        "lines are asked for ahead of loops that are serial or spread over groups, and loop %s is not"
                                .formatted(loop.name()));
            }
            if (nest.staged().stream().anyMatch(staged -> staged.tensor().equals(tensor))) {
                throw new IllegalTransformationException(
                        "%s is read from a tile; prefetch copies the next one ahead".formatted(tensor));
            }
            staysInPanels(nest, tensor, loop, hint.distance());
        }
    }

    /** What lies in panels is not one row: an element further on has a place only in the same panel, or whole panels later. */
    private static void staysInPanels(Nest nest, String tensor, Loop loop, long distance)
            throws IllegalTransformationException {
        Panels panels = nest.panels().get(tensor);
        if (panels == null) {
            return;
        }
        for (Expression.Access read : nest.reads()) {
            if (read.tensor().equals(tensor)) {
                Affine index = read.indices().get(panels.dimension());
                long ahead = index.coefficient(loop.axis()) * loop.step() * distance;
                if (panels.place(nest.overLoops(index).plus(Affine.constant(ahead)), nest)
                        .isEmpty()) {
                    throw new IllegalTransformationException(
                            "%d iterations of loop %s ahead is neither in the same panel of %s nor whole panels later"
                                    .formatted(distance, loop.name(), tensor));
                }
            }
        }
    }

    private static boolean walked(Loop loop) {
        return loop.kind() == Loop.Kind.SERIAL || loop.kind() == Loop.Kind.GROUP;
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return Factors.around(distance, 1, FARTHEST).stream()
                .<Transformation>map(other -> new PrefetchLines(tensor, loop, other))
                .toList();
    }

    private static List<Transformation> proposals(Nest nest, Limits limits) {
        List<Transformation> proposals = new ArrayList<>();
        if (limits.permits(Capability.LINE_HINTS)) {
            for (String tensor :
                    nest.reads().stream().map(read -> read.tensor()).distinct().toList()) {
                for (Loop loop : nest.loops()) {
                    if (walked(loop) && !hints(nest).containsKey(tensor)) {
                        DISTANCES.forEach(distance -> proposals.add(new PrefetchLines(tensor, loop.name(), distance)));
                    }
                }
            }
        }
        return proposals;
    }

    private record LineHints(Map<String, LineHint> operands) implements Annotation {
        private LineHints {
            operands = Collections.unmodifiableMap(new TreeMap<>(operands));
        }
    }
}
