package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes out iterations of a serial loop, all of them or {@code factor} at a time, which saves loop overhead and gives the compiler
 * independent work to schedule.
 *
 * @param loop the loop to unroll
 * @param factor iterations to write out, at least 2
 */
public record Unroll(String loop, long factor) implements NestTransformation {

    /** What all unrollings have in common. */
    public static final Kind KIND = new UnrollKind();

    @Override
    public String name() {
        return KIND.name();
    }

    @Override
    public List<String> arguments() {
        return List.of(loop, Long.toString(factor));
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        Loop unrolled = nest.loop(loop);
        if (unrolled.kind() != Loop.Kind.SERIAL) {
            throw new IllegalTransformationException(
                    "only a serial loop can be unrolled, and %s is none".formatted(loop));
        }
        boolean whole = nest.constantTrips(unrolled).orElse(-1) == factor;
        if (whole) {
            return nest.with(unrolled.as(Loop.Kind.UNROLLED));
        }
        String inner = nest.freshName(unrolled.axis());
        Nest split = Split.split(nest, unrolled, factor, inner);
        return split.with(split.loop(inner).as(Loop.Kind.UNROLLED));
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return Numbers.around(factor, 2, 32).stream()
                .<Transformation>map(other -> new Unroll(loop, other))
                .toList();
    }

    private static final class UnrollKind implements Kind {
        @Override
        public String name() {
            return "unroll";
        }

        @Override
        public Transformation parse(List<String> arguments) {
            Numbers.expect(arguments, 2, "unroll(loop, factor)");
            return new Unroll(arguments.get(0), Numbers.whole(arguments.get(1)));
        }

        @Override
        public List<Transformation> proposals(Nest nest, Limits limits) {
            List<Transformation> proposals = new ArrayList<>();
            for (Loop loop : nest.loops()) {
                if (loop.kind() != Loop.Kind.SERIAL) {
                    continue;
                }
                nest.constantTrips(loop).ifPresent(trips -> {
                    if (trips >= 2 && trips <= 16) {
                        proposals.add(new Unroll(loop.name(), trips));
                    }
                });
                for (long factor : nest.dividing(loop, List.of(2L, 4L, 8L))) {
                    if (factor < nest.tripsHere(loop)) {
                        proposals.add(new Unroll(loop.name(), factor));
                    }
                }
            }
            return proposals;
        }
    }
}
