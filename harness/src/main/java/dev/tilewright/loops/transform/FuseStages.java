package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Staged;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Computes two statements in one launch: each group first computes what the earlier statement has in its share of the iterations, then
 * the later one's, which finds what it reads in the caches. Further statements may be fused to these.
 *
 * <p>Where a row is read by one statement after the other (softmax, layer normalisation) memory is read once instead of once for each.
 * Known as {@code compute_at} in Halide (Ragan-Kelley et al., "Halide: A Language and Compiler for Optimizing Parallelism, Locality, and
 * Recomputation", PLDI 2013).
 *
 * @param earlier the tensor that the earlier statement assigns; its nest comes right before
 */
public record FuseStages(String earlier) implements Transformation {

    /** What all fusions of stages have in common. */
    public static final Kind KIND = Kind.of(
                    "fuse-stages", List.of("earlier tensor"), arguments -> new FuseStages(arguments.text(0)))
            .proposing(FuseStages::proposals)
            .checkingLaunches((stages, limits) -> check(stages));

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(earlier);
    }

    @Override
    public LoopNests apply(LoopNests nests, Nest nest, Limits limits) throws IllegalTransformationException {
        int position = nests.nests().indexOf(nest);
        if (position == 0 || !nests.nests().get(position - 1).name().equals(earlier)) {
            throw new IllegalTransformationException(
                    "%s is not computed right before %s".formatted(earlier, nest.name()));
        }
        if (nests.fused().contains(nest.name())) {
            throw new IllegalTransformationException(
                    "%s and %s are computed in one launch already".formatted(earlier, nest.name()));
        }
        Set<String> fused = new TreeSet<>(nests.fused());
        fused.add(nest.name());
        return nests.withFused(fused);
    }

    /**
     * Checks that the stages of one launch can be computed group by group.
     *
     * @throws IllegalTransformationException if a group would need what another computes, or they are not laid out alike
     */
    private static void check(List<Nest> stages) throws IllegalTransformationException {
        Nest first = stages.getFirst();
        for (int i = 1; i < stages.size(); i++) {
            Nest stage = stages.get(i);
            requireGroupsAlike(first, stage);
            for (Nest before : stages.subList(0, i)) {
                requireOwnShare(before, stage);
                requireOwnTiles(before, stage);
            }
        }
    }

    private static void requireGroupsAlike(Nest first, Nest stage) throws IllegalTransformationException {
        if (!items(first).equals(items(stage))) {
            throw new IllegalTransformationException(
                    "%s and %s do not have the same work-items in a group".formatted(first.name(), stage.name()));
        }
        List<Loop> one = groups(first);
        List<Loop> other = groups(stage);
        boolean alike = one.size() == other.size();
        for (int i = 0; alike && i < one.size(); i++) {
            alike = one.get(i).outermost()
                    && other.get(i).outermost()
                    && one.get(i).step() == other.get(i).step()
                    && first.axis(one.get(i))
                            .extent()
                            .equals(stage.axis(other.get(i)).extent());
        }
        if (!alike) {
            throw new IllegalTransformationException(
                    "%s and %s are not spread over groups alike".formatted(first.name(), stage.name()));
        }
    }

    private static List<Loop> groups(Nest nest) {
        return nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.GROUP)
                .toList();
    }

    /** Returns how many work-items each loop that is bound to them has, and whether it shares its dimension of the grid. */
    private static List<List<Object>> items(Nest nest) {
        return nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.ITEM)
                .map(loop ->
                        List.<Object>of(nest.tripsHere(loop), Fuse.sharing(nest).contains(loop.name())))
                .toList();
    }

    /** Along every axis that is spread over groups, a stage reads of an earlier one at its own index, which its group has computed. */
    private static void requireOwnShare(Nest before, Nest stage) throws IllegalTransformationException {
        for (Statement statement : before.statements()) {
            requireOwnShare(before, statement.target(), stage);
        }
    }

    private static void requireOwnShare(Nest before, Expression.Access computed, Nest stage)
            throws IllegalTransformationException {
        List<Affine> target = computed.indices();
        for (int i = 0; i < groups(before).size(); i++) {
            int dimension = target.indexOf(Affine.name(groups(before).get(i).axis()));
            Affine own = Affine.name(groups(stage).get(i).axis());
            for (Expression.Access read : stage.reads()) {
                if (read.tensor().equals(computed.tensor())
                        && !read.indices().get(dimension).equals(own)) {
                    throw new IllegalTransformationException(
                            "a group that computes %s would read elements of %s that another group computes"
                                    .formatted(stage.name(), computed.tensor()));
                }
            }
        }
    }

    private static void requireOwnTiles(Nest before, Nest stage) throws IllegalTransformationException {
        for (Staged staged : stage.staged()) {
            if (before.staged().stream().anyMatch(other -> other.tensor().equals(staged.tensor()))) {
                throw new IllegalTransformationException("%s and %s would both have a tile of %s in one launch"
                        .formatted(before.name(), stage.name(), staged.tensor()));
            }
        }
    }

    private static List<Transformation> proposals(Nest nest) {
        return nest.reads().stream()
                .map(Expression.Access::tensor)
                .distinct()
                .<Transformation>map(FuseStages::new)
                .toList();
    }
}
