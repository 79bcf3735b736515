package dev.tilewright.tensor;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Call;
import dev.tilewright.tensor.Expression.Constant;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Negation;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.Expression.Select;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one statement is computed for given sizes.
 *
 * <p>A reduction that is always needed is hoisted: it is folded for a block of elements of the target at a time, either element by
 * element or with the elements innermost, whichever walks through memory in smaller strides ({@code A·B} wants the second,
 * {@code A·Bᵀ} the first). A reduction in a branch of a {@code select} is left where it is, as the branch may guard its accesses.
 *
 * @param statement the statement
 * @param tensors the number of every tensor
 * @param strides the row-major strides of every tensor, in elements
 * @param extents the extent of every index
 * @param sizes the value of every size
 * @param reductions the hoisted reductions
 * @param typing what kind of number each expression is
 */
record StagePlan(
        Statement statement,
        Map<String, Integer> tensors,
        Map<String, List<Long>> strides,
        Map<String, Long> extents,
        Map<String, Long> sizes,
        List<Hoisted> reductions,
        Typing typing) {

    /**
     * A hoisted reduction.
     *
     * @param reduction the reduction
     * @param order its indices, outermost loop first
     * @param elementsInnermost whether the elements of the target are the innermost loop
     */
    record Hoisted(Reduction reduction, List<String> order, boolean elementsInnermost) {}

    /** What a step in memory costs against the next element: a cache line of its own. */
    private static final int JUMP = 8;

    /** Plans blocks of elements of the target. */
    static StagePlan of(Computation computation, Statement statement, Map<String, Long> sizes) {
        return of(computation, statement, sizes, true);
    }

    /** Plans single elements of the target, for which no loop over elements pays. */
    static StagePlan ofElements(Computation computation, Statement statement, Map<String, Long> sizes) {
        return of(computation, statement, sizes, false);
    }

    private static StagePlan of(
            Computation computation, Statement statement, Map<String, Long> sizes, boolean inBlocks) {
        Map<String, Integer> tensors = new HashMap<>();
        Map<String, List<Long>> strides = new HashMap<>();
        computation.shapes().forEach((tensor, shape) -> {
            tensors.put(tensor, tensors.size());
            strides.put(tensor, strides(shape, sizes));
        });
        Map<String, Long> extents = new HashMap<>();
        statement.extents().forEach((index, extent) -> extents.put(index, extent.evaluate(sizes)));
        StagePlan bare =
                new StagePlan(statement, tensors, strides, extents, sizes, List.of(), computation.typing(statement));
        List<Reduction> needed = new ArrayList<>();
        collectNeeded(statement.value(), needed);
        return new StagePlan(
                statement,
                tensors,
                strides,
                extents,
                sizes,
                needed.stream()
                        .map(reduction -> bare.hoist(reduction, inBlocks))
                        .toList(),
                bare.typing());
    }

    private static List<Long> strides(List<Affine> shape, Map<String, Long> sizes) {
        List<Long> strides = new ArrayList<>();
        long stride = 1;
        for (Affine dimension : shape.reversed()) {
            strides.addFirst(stride);
            stride *= dimension.evaluate(sizes);
        }
        return strides;
    }

    private static void collectNeeded(Expression value, List<Reduction> needed) {
        switch (value) {
            case Reduction reduction -> {
                if (!needed.contains(reduction)) {
                    needed.add(reduction);
                }
            }
            case Negation(Expression operand) -> collectNeeded(operand, needed);
            case Binary(var _, Expression left, Expression right) -> {
                collectNeeded(left, needed);
                collectNeeded(right, needed);
            }
            case Call(var _, List<Expression> arguments) ->
                arguments.forEach(argument -> collectNeeded(argument, needed));
            case Select _, Constant _, IndexValue _, Access _ -> {}
        }
    }

    /** Returns the last free index, which a block runs over; empty if the target is a single element. */
    Optional<String> element() {
        List<String> free = statement.freeIndices();
        return free.isEmpty() ? Optional.empty() : Optional.of(free.getLast());
    }

    /** Returns the free indices before the last, outermost first. */
    List<String> outer() {
        List<String> free = statement.freeIndices();
        return free.isEmpty() ? List.of() : free.subList(0, free.size() - 1);
    }

    /** Tells whether neighbours in a row of the target need, at each step of a reduction, neighbours that are far from those of the next step. */
    boolean readsColumns() {
        String row = element().orElse("");
        return reductions.stream()
                .anyMatch(hoisted -> Accesses.in(hoisted.reduction().body()).stream()
                        .map(this::offset)
                        .anyMatch(offset -> Math.abs(offset.coefficient(row)) == 1
                                && Math.abs(offset.coefficient(hoisted.order().getLast())) > 1));
    }

    int extent(String index) {
        return Math.toIntExact(extents.getOrDefault(index, 1L));
    }

    int elementExtent() {
        return element().map(this::extent).orElse(1);
    }

    int outerExtent() {
        return outer().stream().mapToInt(this::extent).reduce(1, Math::multiplyExact);
    }

    /** Returns the position of an access in its tensor, in elements, as an affine form over indices. */
    Affine offset(Access access) {
        List<Long> steps = strides.getOrDefault(access.tensor(), List.of());
        Affine offset = Affine.constant(0);
        for (int d = 0; d < steps.size(); d++) {
            offset =
                    offset.plus(Bounds.withSizes(access.indices().get(d), sizes).times(steps.get(d)));
        }
        return offset;
    }

    private Hoisted hoist(Reduction reduction, boolean inBlocks) {
        List<Access> accesses = Accesses.in(reduction.body());
        List<String> order = new ArrayList<>(reduction.indices());
        order.sort(Comparator.comparingLong((String index) -> cost(accesses, index))
                .reversed());
        // Keeping the running value in a register saves its load and store, but makes each step wait for the last.
        long inOrder = cost(accesses, order.getLast()) + 2;
        boolean innermost = inBlocks
                && element().isPresent()
                && cost(accesses, element().get()) + 1 < inOrder
                && elementExtent() > 1;
        return new Hoisted(reduction, innermost ? reduction.indices() : order, innermost);
    }

    private long cost(List<Access> accesses, String index) {
        return accesses.stream()
                .mapToLong(access -> {
                    long step = Math.abs(offset(access).coefficient(index));
                    return step <= 1 ? step : JUMP;
                })
                .sum();
    }
}
