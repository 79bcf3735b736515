package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The transformations that there are. A new one is a class of its own and a line here. */
public final class Transformations {

    private static final List<Transformation.Kind> KINDS = List.of(
            Split.KIND,
            Reorder.KIND,
            Bind.KIND,
            Fuse.KIND,
            Swizzle.KIND,
            Unroll.KIND,
            UnrollAndJam.KIND,
            Vectorize.KIND,
            TransposeLanes.KIND,
            Accumulate.KIND,
            CrossThreadReduction.KIND,
            Stage.KIND,
            DoubleBuffer.KIND,
            Prefetch.KIND,
            PrefetchLines.KIND,
            Tensorize.KIND,
            Pack.KIND,
            FuseStages.KIND,
            SplitReduction.KIND,
            Online.KIND,
            Specialize.KIND,
            Inline.KIND,
            Hoist.KIND,
            Peel.KIND,
            Overlap.KIND,
            NonTemporalStores.KIND,
            FastMath.KIND);

    private Transformations() {}

    /** Returns every kind of transformation. */
    public static List<Transformation.Kind> kinds() {
        return KINDS;
    }

    /**
     * Finds a kind by its name.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Transformation.Kind kind(String name) {
        return KINDS.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no transformation is called \"%s\"; there are %s"
                        .formatted(
                                name,
                                KINDS.stream().map(Transformation.Kind::name).toList())));
    }

    /** Refuses nests that a step has made of others, and what is launched together, unless every check of every kind holds. */
    static void check(LoopNests before, LoopNests after, Limits limits) throws IllegalTransformationException {
        Set<Nest> checked = Collections.newSetFromMap(new IdentityHashMap<>());
        checked.addAll(before.nests());
        for (Nest nest : after.nests()) {
            if (!checked.contains(nest)) {
                for (Transformation.Kind kind : KINDS) {
                    kind.check().check(nest, limits);
                }
            }
        }
        List<List<Nest>> launches = before.launches();
        for (List<Nest> stages : after.launches()) {
            if (!checked.containsAll(stages) || !launches.contains(stages)) {
                for (Transformation.Kind kind : KINDS) {
                    kind.launchCheck().check(stages, limits);
                }
            }
        }
    }
}
