package dev.tilewright.loops.transform;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.DerivedSize;
import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Reducer;
import dev.tilewright.tensor.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Cuts a reduction along one of its axes into chunks, reduces each by itself, and then reduces the partial results. The chunks are
 * independent of each other, so what was one serial loop can be spread over the device.
 *
 * <p>The nest of {@code S} becomes two or three, each an ordinary one that further steps transform like any other:
 *
 * <ul>
 *   <li>{@code S_parts[p, …]} reduces chunk {@code p}, in a work-group of its own; there are as many as there are whole chunks;
 *   <li>{@code S_rest[…]} reduces what the whole chunks leave over, if that is anything in this problem;
 *   <li>{@code S[…]} reduces the parts over {@code p}, adds the rest, and finishes the statement.
 * </ul>
 *
 * <p>Applied again to {@code S} it makes a tree. How many chunks there are is a {@link DerivedSize}. Known as split-K where the
 * reduction is a matrix product's (NVIDIA, CUTLASS), and as the two-pass reduction (Harris, "Optimizing Parallel Reduction in
 * CUDA", 2007).
 *
 * @param axis the reduction axis that is cut
 * @param chunk elements of that axis in a chunk, at least 2
 */
public record SplitReduction(String axis, long chunk) implements Transformation {

    /** What all splits of reductions have in common. */
    public static final Kind KIND = Kind.of(
                    "split-reduction",
                    List.of("axis", "elements"),
                    arguments -> new SplitReduction(arguments.text(0), arguments.whole(1)))
            .proposing(SplitReduction::proposals);

    private static final String PARTS = "_parts";
    private static final String REST = "_rest";

    /** Most chunks worth proposing: more than any device has room for at once. */
    private static final long MOST_PARTS = 4096;

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(axis, Long.toString(chunk));
    }

    @Override
    public LoopNests apply(LoopNests nests, Nest nest, Limits limits) throws IllegalTransformationException {
        requireUntransformed(nest);
        Affine extent = nest.axis(axis).extent();
        long here = nest.extent(nest.axis(axis));
        if (chunk < 2) {
            throw new IllegalTransformationException("a chunk has at least 2 elements, not " + chunk);
        }
        if (here < chunk) {
            throw new IllegalTransformationException(
                    "axis %s has %d elements, which is no chunk of %d: there is nothing to split"
                            .formatted(axis, here, chunk));
        }
        boolean whole = here % chunk == 0;
        Map<String, Long> sizes = new LinkedHashMap<>(nest.sizes());
        Map<String, DerivedSize> derived = new LinkedHashMap<>(nest.derived());
        Affine count = Affine.constant(here / chunk);
        if (!extent.isConstant()) {
            String size = freshName(nests, stem(extent, nest) + PARTS);
            sizes.put(size, here / chunk);
            derived.put(size, new DerivedSize(extent, chunk, whole));
            count = Affine.name(size);
        }
        Nests made = new Nests(nests, nest, sizes, derived);
        Nest parts = made.parts(freshIndex(nests, nest), count);
        if (whole) {
            return nests.replacing(nest, List.of(parts, made.last(parts, Optional.empty())));
        }
        Nest rest = made.rest(count.times(chunk));
        return nests.replacing(nest, List.of(parts, rest, made.last(parts, Optional.of(rest))));
    }

    private void requireUntransformed(Nest nest) throws IllegalTransformationException {
        Axis cut = nest.axes().stream()
                .filter(each -> each.name().equals(axis))
                .findFirst()
                .orElseThrow(() -> new IllegalTransformationException(
                        "the nest of %s has no axis %s".formatted(nest.name(), axis)));
        if (!cut.reduction()) {
            throw new IllegalTransformationException(
                    "axis %s is parallel: there is no reduction along it to split".formatted(axis));
        }
        if (nest.accumulateAt().isPresent()) {
            throw new IllegalTransformationException(
                    "accumulators are in registers already, from loop %s; split the reduction before that"
                            .formatted(nest.accumulateAt().get()));
        }
        if (!nest.staged().isEmpty()) {
            throw new IllegalTransformationException("%s is staged already; split the reduction before that"
                    .formatted(nest.staged().getFirst().tensor()));
        }
        if (!nest.panels().isEmpty()) {
            throw new IllegalTransformationException(
                    "%s lies in panels; split the reduction before what it reads or writes is packed"
                            .formatted(nest.panels().keySet().iterator().next()));
        }
        for (Loop loop : nest.loops()) {
            if (nest.reduces(loop) && !(loop.outermost() && loop.step() == 1 && loop.kind() == Loop.Kind.SERIAL)) {
                throw new IllegalTransformationException(
                        "loop %s is transformed already, and would be cut; split the reduction before that"
                                .formatted(loop.name()));
            }
        }
    }

    /** Returns what a number of chunks is called after: the size that is cut, or the axis where its extent has no name. */
    private String stem(Affine extent, Nest nest) {
        if (!extent.isName()) {
            return axis;
        }
        String size = extent.names().getFirst();
        DerivedSize origin = nest.derived().get(size);
        return origin == null ? size : stem(origin.dividend(), nest);
    }

    private static String freshName(LoopNests nests, String wanted) {
        String name = wanted;
        for (int i = 2; nests.names(name); i++) {
            name = wanted + i;
        }
        return name;
    }

    /** Returns an index for the parts: {@code p}, or {@code pp} where that is an index already. */
    private static String freshIndex(LoopNests nests, Nest nest) {
        StringBuilder name = new StringBuilder("p");
        while (nest.position(name.toString()) >= 0
                || nest.axes().stream().anyMatch(each -> each.name().contentEquals(name))
                || nests.types().containsKey(name.toString())
                || nests.sizes().containsKey(name.toString())) {
            name.append('p');
        }
        return name.toString();
    }

    /** Makes the nests that come in the place of one. */
    private final class Nests {
        private final Nest nest;
        private final Expression.Reduction reduction;
        private final String partsName;
        private final String restName;
        private final Map<String, ElementType> types;
        private final Map<String, Long> sizes;
        private final Map<String, DerivedSize> derived;

        Nests(LoopNests all, Nest nest, Map<String, Long> sizes, Map<String, DerivedSize> derived) {
            this.nest = nest;
            this.sizes = sizes;
            this.derived = derived;
            reduction = nest.reduction().orElseThrow();
            partsName = freshName(all, nest.name() + PARTS);
            restName = freshName(all, nest.name() + REST);
            types = new TreeMap<>(nest.types());
            types.put(partsName, nest.type(nest.name()));
            types.put(restName, nest.type(nest.name()));
        }

        /** Returns the nest that reduces each chunk by itself, {@code count} of them numbered by {@code p}. */
        Nest parts(String p, Affine count) {
            SequencedMap<String, Affine> free = new LinkedHashMap<>(Map.of(p, count));
            free.putAll(free());
            Affine element = Affine.name(p).times(chunk).plus(Affine.name(axis));
            Nest parts = reducing(partsName, free, Affine.constant(chunk), element);
            return parts.with(parts.outermost(p).as(Loop.Kind.GROUP));
        }

        /** Returns the nest that reduces what is left from {@code start} on. */
        Nest rest(Affine start) {
            Affine left = nest.axis(axis).extent().minus(start);
            return reducing(restName, free(), left, start.plus(Affine.name(axis)));
        }

        private SequencedMap<String, Affine> free() {
            SequencedMap<String, Affine> free = new LinkedHashMap<>();
            nest.statement()
                    .freeIndices()
                    .forEach(index -> free.put(index, nest.axis(index).extent()));
            return free;
        }

        /** Returns a nest that reduces so much of the axis, {@code element} being where an index along it stands in the whole. */
        private Nest reducing(String name, SequencedMap<String, Affine> free, Affine extent, Affine element) {
            SequencedMap<String, Affine> extents = new LinkedHashMap<>(free);
            nest.axes().stream()
                    .filter(Axis::reduction)
                    .forEach(each -> extents.put(each.name(), each.name().equals(axis) ? extent : each.extent()));
            Expression body = Expressions.replaceIndices(reduction.body(), index -> index.substitute(axis, element));
            Expression value = new Expression.Reduction(reduction.reducer(), reduction.indices(), body);
            List<Affine> shape = free.isEmpty() ? List.of(Affine.constant(1)) : List.copyOf(free.values());
            return nest(new Statement(element(name, free), value, extents), shape, Map.of());
        }

        /** Returns the element of an intermediate tensor that belongs to these free indices; if there are none it has but one. */
        private Expression.Access element(String name, SequencedMap<String, Affine> free) {
            List<Affine> indices = free.isEmpty()
                    ? List.of(Affine.constant(0))
                    : free.keySet().stream().map(Affine::name).toList();
            return new Expression.Access(name, indices);
        }

        /** Returns the nest that reduces the parts, over loops of which those along parallel axes are as before. */
        Nest last(Nest parts, Optional<Nest> rest) throws IllegalTransformationException {
            Expression.Access part = parts.statement().target();
            String p = part.indices().getFirst().names().getFirst();
            Expression sum = new Expression.Reduction(reduction.reducer(), List.of(p), part);
            Expression all = rest.map(other ->
                            combine(reduction.reducer(), sum, other.statement().target()))
                    .orElse(sum);
            Expression value = Expressions.replace(
                    nest.statement().value(),
                    each -> each instanceof Expression.Reduction ? Optional.of(all) : Optional.empty());
            SequencedMap<String, Affine> extents = free();
            extents.put(p, parts.axis(p).extent());
            Map<String, List<Affine>> made = new LinkedHashMap<>(Map.of(partsName, parts.shape(partsName)));
            rest.ifPresent(other -> made.put(restName, other.shape(restName)));
            Nest last = nest(new Statement(nest.statement().target(), value, extents), nest.shape(nest.name()), made);
            List<Loop> loops = new ArrayList<>();
            for (Loop loop : nest.loops()) {
                if (loop.axis().equals(axis)) {
                    loops.add(last.outermost(p));
                } else if (!nest.reduces(loop)) {
                    loops.add(loop);
                }
            }
            return last.withLoops(loops);
        }

        /** Returns the untransformed nest of a statement, which reads some of the nest's operands and some that were made. */
        private Nest nest(Statement statement, List<Affine> shape, Map<String, List<Affine>> made) {
            SequencedMap<String, List<Affine>> operands = new LinkedHashMap<>(nest.shapes());
            operands.putAll(made);
            List<String> read = Expressions.accesses(statement.value()).stream()
                    .map(Expression.Access::tensor)
                    .toList();
            operands.keySet().retainAll(read);
            operands.put(statement.target().tensor(), shape);
            return Nest.of(statement, operands, types, sizes).withDerived(derived);
        }
    }

    private static Expression combine(Reducer reducer, Expression left, Expression right) {
        return switch (reducer) {
            case SUM -> new Expression.Binary(Expression.Operator.ADD, left, right);
            case PROD -> new Expression.Binary(Expression.Operator.MULTIPLY, left, right);
            case MAX -> new Expression.Call(Expression.Function.MAX, List.of(left, right));
            case MIN -> new Expression.Call(Expression.Function.MIN, List.of(left, right));
        };
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        long most = nest.axes().stream()
                .filter(each -> each.name().equals(axis))
                .mapToLong(nest::extent)
                .findFirst()
                .orElse(chunk);
        return Factors.around(chunk, 2, most).stream()
                .<Transformation>map(other -> new SplitReduction(axis, other))
                .toList();
    }

    private static List<Transformation> proposals(Nest nest) {
        List<Transformation> proposals = new ArrayList<>();
        for (Loop loop : nest.loops()) {
            if (!nest.reduces(loop) || !loop.outermost()) {
                continue;
            }
            long extent = nest.extent(nest.axis(loop));
            for (long chunk : nest.dividing(loop, Factors.powersOfTwo(2, extent / 2))) {
                if (extent / chunk <= MOST_PARTS) {
                    proposals.add(new SplitReduction(loop.axis(), chunk));
                }
            }
        }
        return proposals;
    }
}
