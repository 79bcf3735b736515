package dev.tilewright.kernels.sketch;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.SplitReduction;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Splits reductions that have fewer results than the device has room for, so that their parts can be computed at once. */
final class SplitReductions {

    private static final double SPLIT = 0.9;
    private static final double SPLIT_WHERE_SHARED = 0.3;

    /** A device is busy with this many results for each of its cores; a GPU's cores each run many work-items at once. */
    private static final long RESULTS_PER_CORE = 4;

    private static final long RESULTS_PER_MULTIPROCESSOR = 2048;
    private static final List<Long> PARTS_PER_CORE = List.of(4L, 8L, 16L, 64L, 128L);

    private SplitReductions() {}

    /** Takes the steps for all nests that there are. */
    static void schedule(Draft draft) {
        long cores = draft.facts().computeUnits();
        long wanted = cores * (draft.facts().cpu() ? RESULTS_PER_CORE : RESULTS_PER_MULTIPROCESSOR);
        for (String name : draft.names()) {
            Nest nest = draft.nest(name);
            Optional<Axis> longest =
                    nest.axes().stream().filter(Axis::reduction).max(Comparator.comparingLong(nest::extent));
            if (longest.isPresent() && results(nest) < wanted && draft.chance(probability(nest, draft))) {
                long parts = cores * draft.pick(PARTS_PER_CORE);
                long chunk = Long.highestOneBit(Math.max(1, nest.extent(longest.get()) / parts));
                draft.attempt(name, new SplitReduction(longest.get().name(), chunk));
            }
        }
    }

    /** Where there are results for all cores, work-items of a group may share each as well. */
    private static double probability(Nest nest, Draft draft) {
        boolean shared = !draft.facts().cpu()
                && draft.limits().workItems()
                && results(nest) >= RESULTS_PER_CORE * draft.facts().computeUnits();
        return shared ? SPLIT_WHERE_SHARED : SPLIT;
    }

    private static long results(Nest nest) {
        return nest.axes().stream()
                .filter(axis -> !axis.reduction())
                .mapToLong(nest::extent)
                .reduce(1, Math::multiplyExact);
    }
}
