package dev.tilewright.loops.transform;

import java.util.List;

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
}
