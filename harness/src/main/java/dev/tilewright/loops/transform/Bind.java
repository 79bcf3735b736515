package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Spreads the iterations of a parallel loop over the grid: over work-groups, or over the work-items of a group.
 *
 * <p>The loop moves out to the other bound loops. The innermost of those runs along dimension 0, which neighbouring work-items
 * share, the next along dimension 1, and all further ones together along dimension 2.
 *
 * <p>Where the number of groups is fixed, the loop is split so that each group takes every so-many-th iteration: a grid-stride loop
 * (Harris, "CUDA Pro Tip: Write Flexible Kernels with Grid-Stride Loops", 2013). The inner part is bound and the outer, which keeps the
 * name, stays serial.
 *
 * @param loop the loop to bind
 * @param level over what
 * @param groups how many groups there are; 0 for one to each iteration
 */
public record Bind(String loop, Level level, long groups) implements NestTransformation {

    /** What all bindings have in common. */
    public static final Kind KIND =
            Kind.of("bind", Bind::read).proposing(Bind::proposals).checking(Bind::check);

    /** Most groups that are worth fixing: more than any device runs at once. */
    private static final long MOST_GROUPS = 4096;

    private static final List<Long> GROUPS = List.of(16L, 64L, 256L, 1024L);

    /** Binds each iteration to a group or work-item of its own. */
    public Bind(String loop, Level level) {
        this(loop, level, 0);
    }

    /** What the iterations of a bound loop are spread over. */
    public enum Level {
        GROUP,
        ITEM
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(loop, level.name().toLowerCase(Locale.ROOT)));
        if (groups != 0) {
            arguments.add(Long.toString(groups));
        }
        return arguments;
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        Loop bound = nest.loop(loop);
        if (nest.reduces(bound)) {
            throw new IllegalTransformationException(
                    "loop %s reduces: its iterations share an accumulator and cannot run at once".formatted(loop));
        }
        if (bound.kind() != Loop.Kind.SERIAL) {
            throw new IllegalTransformationException("loop %s is no longer serial".formatted(loop));
        }
        if (level == Level.ITEM && !limits.workItems()) {
            throw new IllegalTransformationException("this device has no work-items, only groups");
        }
        if (level == Level.ITEM && bound.outermost()) {
            throw new IllegalTransformationException(
                    "loop %s has as many iterations as the problem says; split it, so that a group has a fixed size"
                            .formatted(loop));
        }
        if (groups == 0) {
            return bound(nest, bound);
        }
        if (level == Level.ITEM) {
            throw new IllegalTransformationException(
                    "a group has as many work-items as the loop has iterations; split it by %d first"
                            .formatted(groups));
        }
        String inner = nest.freshName(bound.axis());
        Nest split = Split.split(nest, bound, groups, inner);
        return bound(split, split.loop(inner));
    }

    private Nest bound(Nest nest, Loop bound) {
        List<Loop> loops = new ArrayList<>(nest.loops());
        loops.remove(bound);
        int place = 0;
        while (place < loops.size()
                && (loops.get(place).kind() == Loop.Kind.GROUP
                        || (level == Level.ITEM && loops.get(place).kind() == Loop.Kind.ITEM))) {
            place++;
        }
        if (level == Level.ITEM && Fragment.of(nest).isPresent()) {
            // The work-items of a matrix fragment stay neighbours.
            place -= 2;
        }
        loops.add(place, bound.as(level == Level.GROUP ? Loop.Kind.GROUP : Loop.Kind.ITEM));
        return nest.withLoops(loops);
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return groups == 0
                ? List.of()
                : Factors.around(groups, 2, MOST_GROUPS).stream()
                        .<Transformation>map(other -> new Bind(loop, level, other))
                        .toList();
    }

    /** Refuses bound loops inside of others, and groups of more work-items than the device allows. */
    private static void check(Nest nest, Limits limits) throws IllegalTransformationException {
        boolean free = false;
        for (Loop loop : nest.loops()) {
            if (loop.bound() && free) {
                throw new IllegalTransformationException("bound loop %s must stay outside".formatted(loop.name()));
            }
            free |= !loop.bound();
        }
        if (nest.groupSize() > limits.groupSize()) {
            throw new IllegalTransformationException("a group would have %d work-items, and the device allows %d"
                    .formatted(nest.groupSize(), limits.groupSize()));
        }
    }

    private static List<Transformation> proposals(Nest nest, Limits limits) {
        List<Transformation> proposals = new ArrayList<>();
        for (Loop loop : nest.loops()) {
            if (!nest.reduces(loop) && loop.kind() == Loop.Kind.SERIAL) {
                proposals.add(new Bind(loop.name(), Level.GROUP));
                if (limits.workItems() && !loop.outermost()) {
                    proposals.add(new Bind(loop.name(), Level.ITEM));
                }
                for (long groups : nest.dividing(loop, GROUPS)) {
                    if (groups < nest.tripsHere(loop)) {
                        proposals.add(new Bind(loop.name(), Level.GROUP, groups));
                    }
                }
            }
        }
        return proposals;
    }

    private static Transformation read(Arguments arguments) {
        if (arguments.size() != 3) {
            arguments.matching("bind", List.of("loop", "group or item"));
        }
        Level level = switch (arguments.text(1)) {
            case "group" -> Level.GROUP;
            case "item" -> Level.ITEM;
            default -> throw new IllegalArgumentException("a loop is bound to group or item, not " + arguments.text(1));
        };
        long groups = arguments.size() == 3 ? arguments.whole(2) : 0;
        return new Bind(arguments.text(0), level, groups);
    }
}
