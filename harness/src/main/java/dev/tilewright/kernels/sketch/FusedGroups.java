package dev.tilewright.kernels.sketch;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Accumulate;
import dev.tilewright.loops.transform.Bind;
import dev.tilewright.loops.transform.CrossThreadReduction;
import dev.tilewright.loops.transform.Exponent;
import dev.tilewright.loops.transform.FuseStages;
import dev.tilewright.loops.transform.Hoist;
import dev.tilewright.loops.transform.Online;
import dev.tilewright.loops.transform.Split;
import dev.tilewright.loops.transform.Vectorize;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Several statements that share their outermost axis, on cores that run many work-items: a group takes a row through all of them in one
 * launch, its work-items side by side along the row. They share the reductions, and meet between the statements.
 */
final class FusedGroups {

    private static final List<Long> ITEMS = List.of(32L, 64L, 128L, 256L);

    private static final double ONLINE = 0.5;
    private static final double HOIST = 0.5;

    private FusedGroups() {}

    /** Schedules all nests, if each has rows that are long enough. Tells whether they do. */
    static boolean schedule(Draft draft) {
        if (draft.names().size() < 2 || !FusedRows.shareOutermost(draft.names(), draft)) {
            return false;
        }
        for (String name : draft.names()) {
            Exponent.of(draft.nest(name))
                    .filter(exponent -> draft.chance(ONLINE))
                    .ifPresent(exponent ->
                            draft.attempt(name, new Online(exponent.maximum().tensor())));
        }
        List<String> names = draft.names();
        long shortest = names.stream()
                .map(draft::nest)
                .mapToLong(
                        nest -> nest.axes().size() > 1 ? nest.extent(nest.axes().getLast()) : 1)
                .min()
                .orElseThrow();
        List<Long> possible = ITEMS.stream()
                .filter(items -> items <= shortest && items <= draft.limits().groupSize())
                .toList();
        if (possible.isEmpty()) {
            return false;
        }
        long items = draft.pick(possible);
        boolean lanes = draft.chance(0.5);
        for (String name : names) {
            row(name, items, lanes, draft);
        }
        for (int i = 1; i < names.size(); i++) {
            draft.attempt(names.get(i), new FuseStages(names.get(i - 1)));
        }
        return true;
    }

    /** Binds a row to a group, and its elements to work-items. */
    private static void row(String name, long items, boolean lanes, Draft draft) {
        Nest nest = draft.nest(name);
        String row = nest.axes().getFirst().name();
        String last = nest.axes().getLast().name();
        draft.attempt(name, new Bind(row, Bind.Level.GROUP));
        nest.axes().stream()
                .filter(Axis::reduction)
                .findFirst()
                .ifPresent(first -> draft.attempt(name, new Accumulate(first.name(), new LinkedHashMap<>())));
        if (lanes && nest.extent(nest.axes().getLast()) >= 4 * items) {
            draft.attempt(name, new Vectorize(last, 4));
        }
        if (nest.reduction().isPresent()) {
            draft.attempt(name, new CrossThreadReduction(last, items));
            return;
        }
        String inner = draft.nest(name).freshName(last);
        if (draft.attempt(name, new Split(last, items))) {
            draft.attempt(name, new Bind(inner, Bind.Level.ITEM));
        }
        if (draft.chance(HOIST)) {
            draft.attempt(name, new Hoist(last));
        }
    }
}
