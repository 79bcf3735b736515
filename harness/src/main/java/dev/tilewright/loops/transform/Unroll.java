package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes out iterations of a serial loop, all of them or {@code factor} at a time, which saves loop overhead and gives the compiler
 * independent work to schedule.
 *
 * @param loop the loop to unroll
 * @param factor iterations to write out, at least 2
 */
public record Unroll(String loop, long factor) implements ByFactor {

    /** Most copies of a body that may be written out. */
    private static final long MOST_COPIES = 512;

    /** What all unrollings have in common. */
    public static final Kind KIND = Kind.of(
                    "unroll", List.of("loop", "factor"), arguments -> new Unroll(arguments.text(0), arguments.whole(1)))
            .proposing(Unroll::proposals)
            .checking(Unroll::check);

    @Override
    public Kind kind() {
        return KIND;
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
    public Transformation withFactor(long other) {
        return new Unroll(loop, other);
    }

    /** A loop that was written out as a whole still is. */
    @Override
    public Transformation fitted(Nest before, Nest now) {
        return trips(before).equals(OptionalLong.of(factor)) && trips(now).orElse(0) >= 2
                ? new Unroll(loop, trips(now).getAsLong())
                : this;
    }

    private OptionalLong trips(Nest nest) {
        return nest.position(loop) < 0
                ? OptionalLong.empty()
                : nest.constantTrips(nest.loops().get(nest.position(loop)));
    }

    @Override
    public long most() {
        return 32;
    }

    /** Refuses code of which too much would be written out. */
    private static void check(Nest nest, Limits limits) throws IllegalTransformationException {
        // Accumulators are written out too, and their own rule says more about them.
        Accumulate.check(nest);
        long copies = nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.UNROLLED)
                .mapToLong(nest::tripsHere)
                .reduce(1, Math::multiplyExact);
        if (copies > MOST_COPIES) {
            throw new IllegalTransformationException(
                    "unrolling would write out %d copies, more than %d".formatted(copies, MOST_COPIES));
        }
        long operations = copies * Expressions.operations(nest.statement().value());
        if (copies > 1 && operations > limits.unrolledOperations()) {
            throw new IllegalTransformationException("unrolling would write out %d operations, more than %d"
                    .formatted(operations, limits.unrolledOperations()));
        }
    }

    private static List<Transformation> proposals(Nest nest) {
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
