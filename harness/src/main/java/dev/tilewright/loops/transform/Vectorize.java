package dev.tilewright.loops.transform;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.NumberTypes;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Computes {@code lanes} neighbouring iterations of a loop at once, in the lanes of a vector. The loop is split by the number of
 * lanes, and its inner part becomes the innermost loop of the nest.
 *
 * <p>Lanes must be neighbours in memory, or the same element: along the vectorized axis every access moves by one element or not at
 * all. A vectorized reduction keeps a partial result in each lane, so it needs accumulators in registers.
 *
 * @param loop the loop to vectorize
 * @param lanes 2, 4, 8 or 16
 */
public record Vectorize(String loop, long lanes) implements NestTransformation {

    /** What all vectorizations have in common. */
    public static final Kind KIND = Kind.of(
                    "vectorize",
                    List.of("loop", "lanes"),
                    arguments -> new Vectorize(arguments.text(0), arguments.whole(1)))
            .proposing(Vectorize::proposals)
            .checking(Vectorize::check);

    static final List<Long> LANES = List.of(2L, 4L, 8L, 16L);

    /** Functions that libraries compute to within a unit or so in the last place, each in its own way. */
    private static final Set<Expression.Function> INEXACT = EnumSet.of(
            Expression.Function.EXP,
            Expression.Function.LOG,
            Expression.Function.TANH,
            Expression.Function.SIN,
            Expression.Function.COS,
            Expression.Function.POW);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(loop, Long.toString(lanes));
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        Loop vectorized = nest.loop(loop);
        if (!LANES.contains(lanes) || lanes > limits.lanes()) {
            throw new IllegalTransformationException(
                    "a vector has 2, 4, 8 or 16 lanes and here at most %d, not %d".formatted(limits.lanes(), lanes));
        }
        if (nest.vectorLoop().isPresent()) {
            throw new IllegalTransformationException("a nest has one vector loop, and here it is "
                    + nest.vectorLoop().get().name());
        }
        if (vectorized.step() != 1) {
            throw new IllegalTransformationException(
                    "loop %s advances by %d elements; lanes must be neighbours".formatted(loop, vectorized.step()));
        }
        requireLayout(nest, vectorized.axis(), limits);
        Nest split = nest;
        String lane = loop;
        boolean whole = vectorized.trips().orElse(-1) == lanes && !vectorized.bound();
        if (!whole) {
            lane = nest.freshName(vectorized.axis());
            split = Split.split(nest, vectorized, lanes, lane);
        } else if (nest.accumulateAt().filter(loop::equals).isPresent()) {
            throw new IllegalTransformationException("loop %s holds the accumulators; split it first".formatted(loop));
        }
        List<Loop> loops = new ArrayList<>(split.loops());
        Loop inner = split.loop(lane);
        loops.remove(inner);
        loops.add(inner.as(Loop.Kind.VECTOR));
        return split.withLoops(loops);
    }

    /** Refuses a vector loop whose lanes have no accumulators, or of which steps that came later have made something else. */
    private static void check(Nest nest, Limits limits) throws IllegalTransformationException {
        Loop vector = nest.vectorLoop().orElse(null);
        if (vector == null) {
            return;
        }
        if (nest.reduces(vector) && nest.accumulateAt().isEmpty()) {
            throw new IllegalTransformationException(
                    "a vectorized reduction keeps a partial result in each lane, so accumulate in registers first");
        }
        requireLayout(nest, vector.axis(), limits);
    }

    /** Refuses lanes along an axis whose elements are no neighbours, or which an operation cannot do each for itself. */
    private static void requireLayout(Nest nest, String axis, Limits limits) throws IllegalTransformationException {
        List<Expression.Access> fromTiles = nest.reduction()
                .map(reduction -> Expressions.accesses(reduction.body()))
                .orElseGet(nest::reads);
        List<Expression.Access> fromMemory = new ArrayList<>(nest.accesses());
        fromTiles.forEach(fromMemory::remove);
        for (Expression.Access access : fromMemory) {
            requireNeighbours(access, axis, innermost(nest, access));
        }
        for (Expression.Access access : fromTiles) {
            boolean transposed = nest.staged().stream()
                    .anyMatch(staged -> staged.tensor().equals(access.tensor()) && staged.transposed());
            if (!TransposeLanes.transposed(nest).contains(access.tensor())) {
                requireNeighbours(access, axis, transposed ? 0 : innermost(nest, access));
            }
        }
        Set<ElementType> types = new HashSet<>();
        nest.accesses().forEach(access -> types.add(nest.type(access.tensor())));
        if (types.size() > 1) {
            throw new IllegalTransformationException(
                    "a vector's lanes have one type, and the statement mixes " + types);
        }
        if (!NumberTypes.uniform(nest)) {
            throw new IllegalTransformationException(
                    "a vector's lanes have one type, and the statement computes real numbers from whole ones");
        }
        boolean[] scalar = {false};
        boolean[] floors = {false};
        boolean[] inexact = {false};
        Expressions.visit(nest.statement().value(), part -> {
            switch (part) {
                case Expression.IndexValue(Affine value, boolean _) -> scalar[0] |= value.coefficient(axis) != 0;
                case Expression.Select(var condition, var _, var _) ->
                    scalar[0] |= Expressions.operands(condition).stream()
                            .anyMatch(operand -> Expressions.dependsOn(operand, axis));
                case Expression.Call(var function, var _) -> {
                    floors[0] |= function == Expression.Function.FLOOR;
                    inexact[0] |= INEXACT.contains(function) && Expressions.dependsOn(part, axis);
                }
                default -> {}
            }
        });
        if (floors[0]) {
            throw new IllegalTransformationException("floor is not to be had for lanes in every language");
        }
        if (inexact[0] && !limits.permits(Capability.FUNCTIONS_OF_LANES)) {
            throw new IllegalTransformationException(
                    "in this language exponentials and their like differ in the last bit from run to run when taken of lanes");
        }
        if (scalar[0]) {
            throw new IllegalTransformationException(
                    "index %s is used as a number or decides a select, which lanes cannot do each for itself"
                            .formatted(axis));
        }
    }

    /** Returns the dimension of a tensor whose elements are neighbours in memory. */
    private static int innermost(Nest nest, Expression.Access access) {
        Panels panels = nest.panels().get(access.tensor());
        return panels == null ? access.indices().size() - 1 : panels.dimension();
    }

    /** Tells whether along an axis an access moves by one element in memory, or not at all. */
    static boolean neighbours(Nest nest, Expression.Access access, String axis) {
        return neighbours(access, axis, innermost(nest, access));
    }

    private static boolean neighbours(Expression.Access access, String axis, int innermost) {
        for (int d = 0; d < access.indices().size(); d++) {
            long coefficient = access.indices().get(d).coefficient(axis);
            if (coefficient != 0 && !(d == innermost && coefficient == 1)) {
                return false;
            }
        }
        return true;
    }

    private static void requireNeighbours(Expression.Access access, String axis, int innermost)
            throws IllegalTransformationException {
        if (!neighbours(access, axis, innermost)) {
            throw new IllegalTransformationException(
                    "along %s the elements of %s are not neighbours in memory".formatted(axis, access.tensor()));
        }
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return LANES.stream()
                .filter(other -> other != lanes && other <= limits.lanes())
                .sorted(Factors.nearest(lanes))
                .<Transformation>map(other -> new Vectorize(loop, other))
                .toList();
    }

    private static List<Transformation> proposals(Nest nest, Limits limits) {
        List<Transformation> proposals = new ArrayList<>();
        for (Loop loop : nest.loops()) {
            for (long lanes : nest.dividing(loop, LANES)) {
                if (lanes <= limits.lanes() && loop.step() == 1) {
                    proposals.add(new Vectorize(loop.name(), lanes));
                }
            }
        }
        return proposals;
    }
}
