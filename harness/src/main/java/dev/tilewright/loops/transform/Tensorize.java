package dev.tilewright.loops.transform;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.GroupReduction;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Leaves the innermost part of a sum of products to matrix units: three loops are split by the extents of a {@link Fragment}, and the
 * inner parts become one instruction of 32 work-items.
 *
 * <p>Matrix units round operands to TF32, of eleven significant bits. So each operand is split in a big and a small part of so many
 * bits, and three products are summed, big · big + big · small + small · big, which is as accurate as single precision to a few units in
 * the last place (Ootomo and Yokota, "Recovering Single Precision Accuracy from Tensor Cores While Surpassing the FP32 Theoretical Peak
 * Performance", 2022; 3xTF32 in CUTLASS). A single product would not keep what a task of float32 promises, and there is no step for it.
 *
 * @param rows a parallel loop along which the first operand varies
 * @param columns a parallel loop along which the second one does
 * @param depth a reduction loop
 */
public record Tensorize(String rows, String columns, String depth) implements NestTransformation {

    /** What all uses of matrix units have in common. */
    public static final Kind KIND = Kind.of(
                    "tensorize",
                    List.of("rows", "columns", "depth"),
                    arguments -> new Tensorize(arguments.text(0), arguments.text(1), arguments.text(2)))
            .proposing(Tensorize::proposals)
            .checking(Tensorize::check);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(rows, columns, depth);
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (Fragment.of(nest).isPresent()) {
            throw new IllegalTransformationException("%s is computed by matrix units already".formatted(nest.name()));
        }
        if (nest.reduces(nest.loop(rows))
                || nest.reduces(nest.loop(columns))
                || !nest.reduces(nest.loop(depth))
                || nest.loop(rows).axis().equals(nest.loop(columns).axis())) {
            throw new IllegalTransformationException(
                    "a fragment spans parallel loops of two axes and a reduction loop, in this order");
        }
        if (nest.accumulateAt().filter(depth::equals).isPresent()
                && nest.loop(depth).trips().orElse(0) == Fragment.DEPTH) {
            throw new IllegalTransformationException("loop %s holds the accumulators; split it first".formatted(depth));
        }
        Nest cut = cut(nest, rows, Fragment.ROWS);
        Loop tall = cut.loops().getLast();
        cut = cut(cut, columns, Fragment.COLUMNS);
        Loop wide = cut.loops().getLast();
        cut = cut(cut, depth, Fragment.DEPTH);
        Loop deep = cut.loops().getLast();
        return assembled(cut, tall, wide, deep);
    }

    /** Returns the nest with the inner part of a loop, or the whole loop if it is as long, at the end. */
    private static Nest cut(Nest nest, String name, long factor) throws IllegalTransformationException {
        Loop loop = nest.loop(name);
        boolean whole = loop.trips().orElse(0) == factor;
        if (whole && loop.kind() != Loop.Kind.SERIAL) {
            throw new IllegalTransformationException("loop %s is no longer serial".formatted(name));
        }
        String inner = whole ? name : nest.freshName(loop.axis());
        Nest split = whole ? nest : Split.split(nest, loop, factor, inner);
        List<Loop> loops = new ArrayList<>(split.loops());
        loops.remove(split.loop(inner));
        loops.addLast(split.loop(inner));
        return split.withLoops(loops);
    }

    private Nest assembled(Nest cut, Loop tall, Loop wide, Loop deep) {
        Loop halves = part(tall, tall.name(), Fragment.ITEM_ROWS, Fragment.ROWS / Fragment.ITEM_ROWS);
        Loop items =
                part(tall, cut.freshName(tall.axis()), 1, Fragment.ITEM_ROWS).as(Loop.Kind.ITEM);
        long pair = Fragment.COLUMNS / Fragment.ITEM_PAIRS;
        Loop pairs = part(wide, wide.name(), pair, Fragment.ITEM_PAIRS).as(Loop.Kind.ITEM);
        Loop neighbours = part(wide, cut.freshName(wide.axis()), 1, pair);
        List<Loop> loops = new ArrayList<>(cut.loops().subList(0, cut.loops().size() - 3));
        int bound = (int) loops.stream().filter(Loop::bound).count();
        loops.addAll(bound, List.of(items, pairs));
        loops.addAll(List.of(halves, neighbours, deep.as(Loop.Kind.UNROLLED)));
        Nest nest = cut.withLoops(loops)
                .annotated(new Fragment(items.name(), pairs.name(), halves.name(), neighbours.name(), deep.name()));
        Loop reduction = nest.loops().get(nest.firstReduction());
        return nest.accumulateAt().isPresent() || reduction.name().equals(deep.name())
                ? nest
                : nest.accumulatingAt(reduction.name());
    }

    private static Loop part(Loop loop, String name, long steps, long trips) {
        return new Loop(name, loop.axis(), loop.step() * steps, OptionalLong.of(trips), Loop.Kind.UNROLLED);
    }

    /** Refuses a nest that matrix units do not compute, whatever steps led to it. */
    private static void check(Nest nest, Limits limits) throws IllegalTransformationException {
        if (Fragment.of(nest).isEmpty()) {
            return;
        }
        Fragment fragment = Fragment.of(nest).get();
        if (!limits.permits(Capability.MATRIX_UNITS)) {
            throw new IllegalTransformationException(
                    "this device has no matrix units, or this language does not reach them");
        }
        if (!fragment.intact(nest)) {
            throw new IllegalTransformationException(
                    "the loops of a matrix fragment of %s stay as they are, innermost".formatted(nest.name()));
        }
        if (nest.accumulateAt().isEmpty()) {
            throw new IllegalTransformationException(
                    "a matrix fragment is accumulated in registers; split loop %s first".formatted(fragment.depth()));
        }
        if (!TransposeLanes.transposed(nest).isEmpty()
                || Hoist.at(nest).isPresent()
                || Online.maximum(nest).isPresent()
                || GroupReduction.of(nest).isPresent()) {
            throw new IllegalTransformationException(
                    "a fragment takes its operands as they are and keeps its results; nothing of %s is hoisted, transposed in registers or shared"
                            .formatted(nest.name()));
        }
        requireDivided(nest, fragment.halves(), Fragment.ROWS);
        requireDivided(nest, fragment.pairs(), Fragment.COLUMNS);
        requireDivided(nest, fragment.depth(), Fragment.DEPTH);
        for (Expression.Access operand : List.of(left(nest), right(nest))) {
            Panels panels = nest.panels().get(operand.tensor());
            if (panels != null && panels.size() < Fragment.COLUMNS) {
                throw new IllegalTransformationException("panels of %d elements of %s are narrower than a fragment"
                        .formatted(panels.size(), operand.tensor()));
            }
        }
    }

    private static void requireDivided(Nest nest, String loop, long extent) throws IllegalTransformationException {
        Axis axis = nest.axis(nest.loop(loop));
        if (!nest.divides(axis)) {
            throw new IllegalTransformationException("a fragment of %d elements along %s would reach over the end of %s"
                    .formatted(extent, axis.name(), axis.extent()));
        }
    }

    /** Returns the operand that varies along the rows of the fragment. */
    public static Expression.Access left(Nest nest) throws IllegalTransformationException {
        Fragment fragment = Fragment.of(nest).orElseThrow();
        return operand(nest, fragment.rows(), fragment.pairs());
    }

    /** Returns the operand that varies along the columns of the fragment. */
    public static Expression.Access right(Nest nest) throws IllegalTransformationException {
        Fragment fragment = Fragment.of(nest).orElseThrow();
        return operand(nest, fragment.pairs(), fragment.rows());
    }

    private static Expression.Access operand(Nest nest, String along, String other)
            throws IllegalTransformationException {
        List<Expression.Access> factors = factors(nest);
        String own = nest.loop(along).axis();
        String foreign = nest.loop(other).axis();
        return factors.stream()
                .filter(factor -> Expressions.dependsOn(factor, own) && !Expressions.dependsOn(factor, foreign))
                .findFirst()
                .orElseThrow(() -> new IllegalTransformationException(
                        "no factor varies along %s and not along %s".formatted(own, foreign)));
    }

    /** Returns the factors of a sum of products of two elements of float32. */
    private static List<Expression.Access> factors(Nest nest) throws IllegalTransformationException {
        Optional<Expression.Reduction> reduction = nest.reduction();
        if (reduction.isPresent()
                && reduction.get().reducer() == Expression.Reducer.SUM
                && reduction.get().body()
                        instanceof
                        Expression.Binary(Expression.Operator operator, Expression.Access left, Expression.Access right)
                && operator == Expression.Operator.MULTIPLY) {
            for (Expression.Access access : nest.accesses()) {
                if (nest.type(access.tensor()) != ElementType.FLOAT32) {
                    throw new IllegalTransformationException(
                            "matrix units multiply float32, and %s is none".formatted(access.tensor()));
                }
            }
            return List.of(left, right);
        }
        throw new IllegalTransformationException(
                "matrix units compute sums of products of two elements, and %s is none".formatted(nest.name()));
    }

    private static List<Transformation> proposals(Nest nest, Limits limits) {
        List<Transformation> proposals = new ArrayList<>();
        if (!limits.permits(Capability.MATRIX_UNITS) || Fragment.of(nest).isPresent()) {
            return proposals;
        }
        for (Loop rows : nest.loops()) {
            for (Loop columns : nest.loops()) {
                for (Loop depth : nest.loops()) {
                    boolean axes = !nest.reduces(rows)
                            && !nest.reduces(columns)
                            && nest.reduces(depth)
                            && !rows.axis().equals(columns.axis());
                    if (axes
                            && fits(nest, rows, Fragment.ROWS)
                            && fits(nest, columns, Fragment.COLUMNS)
                            && fits(nest, depth, Fragment.DEPTH)) {
                        proposals.add(new Tensorize(rows.name(), columns.name(), depth.name()));
                    }
                }
            }
        }
        return proposals;
    }

    private static boolean fits(Nest nest, Loop loop, long extent) {
        boolean whole = loop.trips().orElse(0) == extent;
        return loop.kind() != Loop.Kind.VECTOR
                && loop.kind() != Loop.Kind.UNROLLED
                && (loop.kind() == Loop.Kind.SERIAL || !whole)
                && !nest.dividing(loop, List.of(extent)).isEmpty();
    }
}
