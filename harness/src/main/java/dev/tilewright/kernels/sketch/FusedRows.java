package dev.tilewright.kernels.sketch;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Accumulate;
import dev.tilewright.loops.transform.Bind;
import dev.tilewright.loops.transform.FuseStages;
import dev.tilewright.loops.transform.NonTemporalStores;
import dev.tilewright.loops.transform.PrefetchLines;
import dev.tilewright.loops.transform.Split;
import dev.tilewright.loops.transform.Unroll;
import dev.tilewright.loops.transform.UnrollAndJam;
import dev.tilewright.loops.transform.Vectorize;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several statements that share their outermost axis, as softmax and layer normalisation do: a group takes a row or a few through all of
 * them in one launch, so that memory is read once.
 */
final class FusedRows {

    private static final List<Long> ROWS = List.of(1L, 2L, 4L, 8L);

    private FusedRows() {}

    /** Schedules all nests, if they share their outermost axis. Tells whether they do. */
    static boolean schedule(Draft draft) {
        List<String> names = draft.names();
        if (names.size() < 2 || !shareOutermost(names, draft)) {
            return false;
        }
        Nest first = draft.nest(names.getFirst());
        long rows = draft.factor(first, first.outermost(outermost(first).name()), ROWS)
                .orElse(1L);
        boolean together = rows > 1 && draft.chance(0.5);
        for (String name : names) {
            String axis = outermost(draft.nest(name)).name();
            if (rows > 1 && !together) {
                draft.attempt(name, new Split(axis, rows));
            }
            draft.attempt(name, new Bind(axis, Bind.Level.GROUP));
            row(name, together ? Map.of(axis, rows) : Map.of(), draft);
        }
        if (draft.chance(0.6)) {
            lookAhead(names, draft);
        }
        for (int i = 1; i < names.size(); i++) {
            draft.attempt(names.get(i), new FuseStages(names.get(i - 1)));
        }
        return true;
    }

    /** While a later statement computes or stores, the rows that the next group needs are on their way. */
    private static void lookAhead(List<String> names, Draft draft) {
        String later = draft.pick(names.subList(1, names.size()));
        String axis = outermost(draft.nest(later)).name();
        for (Expression.Access read : draft.nest(names.getFirst()).reads()) {
            draft.attempt(later, new PrefetchLines(read.tensor(), axis, 1));
        }
    }

    private static Axis outermost(Nest nest) {
        return nest.axes().getFirst();
    }

    /** Tells whether the outermost axes of nests are parallel, and equally long in every problem. */
    static boolean shareOutermost(List<String> names, Draft draft) {
        if (names.stream().anyMatch(name -> draft.nest(name).axes().isEmpty())) {
            return false;
        }
        Affine extent = outermost(draft.nest(names.getFirst())).extent();
        return names.stream()
                .map(draft::nest)
                .allMatch(nest ->
                        !outermost(nest).reduction() && outermost(nest).extent().equals(extent));
    }

    /**
     * Gives rows lanes, with partial results in them where they are reduced.
     *
     * @param together the loop that is cut into rows walked side by side, with their number: a sum of one row waits for each addition
     *     before the next, sums of several do not wait for each other; empty for one row after the other
     */
    private static void row(String name, Map<String, Long> together, Draft draft) {
        Nest nest = draft.nest(name);
        Axis last = nest.axes().getLast();
        if (nest.reduction().isPresent()) {
            draft.attempt(name, new Accumulate(firstReduction(nest), new LinkedHashMap<>(together)));
        } else {
            together.forEach((row, rows) -> draft.attempt(name, new UnrollAndJam(row, rows)));
        }
        for (Loop loop : draft.nest(name).loopsOf(last.name())) {
            List<Long> lanes = nest.dividing(loop, draft.lanes());
            if (!lanes.isEmpty() && draft.attempt(name, new Vectorize(loop.name(), lanes.getFirst()))) {
                break;
            }
        }
        if (nest.reduction().isEmpty() && draft.chance(0.6)) {
            draft.attempt(name, new NonTemporalStores());
        }
        if (draft.chance(0.4)) {
            draft.attempt(name, new Unroll(last.name(), draft.pick(List.of(2L, 4L))));
        }
    }

    private static String firstReduction(Nest nest) {
        return nest.axes().stream()
                .filter(Axis::reduction)
                .map(Axis::name)
                .findFirst()
                .orElseThrow();
    }
}
