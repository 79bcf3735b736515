package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the work-items of a group share a reduction: each accumulates every so-manieth element in registers, and a tree combines their
 * partial results in local memory, halving the work-items that are busy at each step and meeting at a barrier after it (Harris,
 * "Optimizing Parallel Reduction in CUDA", 2007, kernel 3: neighbours read neighbours, and no two a bank).
 *
 * <p>The loop is split, and its inner part moves out to the bound loops, as the innermost of them, so that work-items that are
 * neighbours reduce neighbours.
 *
 * @param loop the reduction loop of which an iteration goes to each work-item
 * @param items work-items that share it, a power of two
 */
public record CrossThreadReduction(String loop, long items) implements NestTransformation {

    /** What all of these have in common. */
    public static final Kind KIND = Kind.of(
                    "reduce-in-group",
                    List.of("loop", "work-items"),
                    arguments -> new CrossThreadReduction(arguments.text(0), arguments.whole(1)))
            .proposing(CrossThreadReduction::proposals)
            .checking(CrossThreadReduction::check);

    private static final List<Long> ITEMS = List.of(8L, 16L, 32L, 64L, 128L, 256L);

    /** Most work-items in a group of any device. */
    private static final long MOST_ITEMS = 1024;

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(loop, Long.toString(items));
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        Loop shared = nest.loop(loop);
        if (!nest.reduces(shared)) {
            throw new IllegalTransformationException(
                    "loop %s is parallel: there is no reduction along it to share".formatted(loop));
        }
        if (shared.kind() != Loop.Kind.SERIAL) {
            throw new IllegalTransformationException("loop %s is no longer serial".formatted(loop));
        }
        if (!limits.workItems()) {
            throw new IllegalTransformationException("this device has no work-items that could share a reduction");
        }
        if (nest.accumulateAt().isEmpty()) {
            throw new IllegalTransformationException(
                    "work-items that share a reduction keep a partial result each, so accumulate in registers first");
        }
        boolean whole =
                shared.trips().orElse(-1) == items && !nest.accumulateAt().get().equals(loop);
        String item = whole ? loop : nest.freshName(shared.axis());
        Nest split = whole ? nest : Split.split(nest, shared, items, item);
        List<Loop> loops = new ArrayList<>(split.loops());
        Loop inner = split.loop(item);
        loops.remove(inner);
        int place = 0;
        while (place < loops.size() && loops.get(place).bound()) {
            place++;
        }
        loops.add(place, inner.as(Loop.Kind.ITEM));
        return split.withLoops(loops);
    }

    /** Refuses a nest whose work-items share a reduction, but could not combine what they have of it. */
    private static void check(Nest nest, Limits limits) throws IllegalTransformationException {
        List<Loop> shared = nest.loops().stream()
                .filter(each -> each.kind() == Loop.Kind.ITEM && nest.reduces(each))
                .toList();
        if (shared.isEmpty()) {
            return;
        }
        Loop item = shared.getFirst();
        if (shared.size() > 1) {
            throw new IllegalTransformationException("work-items share the reduction along loop %s already"
                    .formatted(shared.getLast().name()));
        }
        long items = item.trips().orElseThrow();
        if (items < 2 || Long.bitCount(items) != 1) {
            throw new IllegalTransformationException(
                    "a tree halves its work-items at each step, so their number is a power of two, and not " + items);
        }
        String at = nest.accumulateAt().orElse("");
        if (nest.position(at) != nest.firstReduction()) {
            throw new IllegalTransformationException(
                    "work-items that share a reduction combine what they have of it once, so accumulate all of it in registers");
        }
        if (nest.vectorLoop().isPresent() && !nest.reduces(nest.vectorLoop().get())) {
            throw new IllegalTransformationException(
                    "a tree combines scalars, and the accumulators have a lane for each iteration of loop %s"
                            .formatted(nest.vectorLoop().get().name()));
        }
        for (Loop around : nest.loops().subList(0, nest.position(at))) {
            if (around.kind() == Loop.Kind.UNROLLED) {
                throw new IllegalTransformationException(
                        "the tree would be unrolled with loop %s".formatted(around.name()));
            }
            Barriers.requireAllToStay(nest, around);
        }
        Barriers.requireOutsideOfBranches(nest, limits);
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return Factors.powersOfTwo(Math.max(2, items / 4), Math.min(items * 4, MOST_ITEMS)).stream()
                .filter(other -> other != items)
                .sorted(Factors.nearest(items))
                .<Transformation>map(other -> new CrossThreadReduction(loop, other))
                .toList();
    }

    private static List<Transformation> proposals(Nest nest, Limits limits) {
        List<Transformation> proposals = new ArrayList<>();
        if (!limits.workItems() || nest.accumulateAt().isEmpty()) {
            return proposals;
        }
        for (Loop loop : nest.loops()) {
            if (nest.reduces(loop) && loop.kind() == Loop.Kind.SERIAL) {
                for (long items : ITEMS) {
                    if (items <= limits.groupSize() && items <= nest.tripsHere(loop)) {
                        proposals.add(new CrossThreadReduction(loop.name(), items));
                    }
                }
            }
        }
        return proposals;
    }
}
