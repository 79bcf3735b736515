package dev.tilewright.loops;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Spreads the iterations of a parallel loop over the grid: over work-groups, or over the work-items of a group.
 *
 * <p>The loop moves out to the other bound loops. The innermost of those runs along dimension 0, which neighbouring work-items
 * share, the next along dimension 1, and all further ones together along dimension 2.
 *
 * @param loop the loop to bind
 * @param level over what
 */
public record Bind(String loop, Level level) implements NestTransformation {

    /** What all bindings have in common. */
    public static final Kind KIND = new BindKind();

    /** What the iterations of a bound loop are spread over. */
    public enum Level {
        GROUP,
        ITEM
    }

    @Override
    public String name() {
        return KIND.name();
    }

    @Override
    public List<String> arguments() {
        return List.of(loop, level.name().toLowerCase(Locale.ROOT));
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
        List<Loop> loops = new ArrayList<>(nest.loops());
        loops.remove(bound);
        int place = 0;
        while (place < loops.size()
                && (loops.get(place).kind() == Loop.Kind.GROUP
                        || (level == Level.ITEM && loops.get(place).kind() == Loop.Kind.ITEM))) {
            place++;
        }
        loops.add(place, bound.as(level == Level.GROUP ? Loop.Kind.GROUP : Loop.Kind.ITEM));
        return nest.withLoops(loops);
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return List.of();
    }

    private static final class BindKind implements Kind {
        @Override
        public String name() {
            return "bind";
        }

        @Override
        public Transformation parse(List<String> arguments) {
            Numbers.expect(arguments, 2, "bind(loop, group or item)");
            return switch (arguments.get(1)) {
                case "group" -> new Bind(arguments.get(0), Level.GROUP);
                case "item" -> new Bind(arguments.get(0), Level.ITEM);
                default ->
                    throw new IllegalArgumentException("a loop is bound to group or item, not " + arguments.get(1));
            };
        }

        @Override
        public List<Transformation> proposals(Nest nest, Limits limits) {
            List<Transformation> proposals = new ArrayList<>();
            for (Loop loop : nest.loops()) {
                if (!nest.reduces(loop) && loop.kind() == Loop.Kind.SERIAL) {
                    proposals.add(new Bind(loop.name(), Level.GROUP));
                    if (limits.workItems() && !loop.outermost()) {
                        proposals.add(new Bind(loop.name(), Level.ITEM));
                    }
                }
            }
            return proposals;
        }
    }
}
