package dev.tilewright.kernels.evaluate.measure;

import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Operator;
import dev.tilewright.tensor.Expression.Reducer;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * What no kernel for a problem can do without, whatever it makes of the expression: less than {@link
 * dev.tilewright.tensor.Counts}, which counts what the text says.
 *
 * <p>Algebra saves most kinds of operations: common subexpressions, invariants of loops, sums over sliding windows, another order of
 * chained products. So arithmetic counts only where an output is one sum of products of two inputs, as in a matrix product or a
 * convolution. From that, what fast algorithms save is taken off:
 *
 * <ul>
 *   <li>A convolution needs one multiplication for each output at the least, however many taps its window has (Winograd, "Arithmetic
 *       Complexity of Computations", 1980: m + r - 1 multiplications for m outputs and r taps).
 *   <li>Strassen's algorithm needs 7 products of blocks in place of 8, again and again, down to blocks of {@value #SMALLEST_BLOCK}, far
 *       below the size of several hundred at which it begins to pay (Huang et al., "Strassen's Algorithm Reloaded", SC 2016).
 * </ul>
 *
 * <p>Of memory, outputs are written, and inputs are read as far as distinct elements are certain to be needed: not within a {@code
 * select}, one of whose branches may never be taken.
 *
 * @param operations multiplications and additions
 * @param bytes traffic with memory, in bytes
 */
public record LeastWork(double operations, double bytes) {

    private static final int SMALLEST_BLOCK = 64;
    private static final double STRASSEN = 7.0 / 8;

    /**
     * Counts.
     *
     * @param sizes the value of every size
     * @param elementBytes the size of one element of a tensor, in bytes
     */
    public static LeastWork of(Computation computation, Map<String, Long> sizes, ToIntFunction<String> elementBytes) {
        Set<String> needed = new HashSet<>(computation.outputs());
        Map<String, Double> read = new LinkedHashMap<>();
        double operations = 0;
        for (Statement statement : computation.statements().reversed()) {
            if (!needed.contains(statement.target().tensor())) {
                continue;
            }
            Extents extents = new Extents(statement, sizes);
            List<Access> accesses = new ArrayList<>();
            collect(statement.value(), accesses);
            for (Access access : accesses) {
                needed.add(access.tensor());
                read.merge(access.tensor(), extents.distinct(access), Math::max);
            }
            if (computation.outputs().contains(statement.target().tensor())) {
                operations += contraction(statement, computation, extents);
            }
        }
        double bytes = 0;
        for (String output : computation.outputs()) {
            bytes += elementBytes.applyAsInt(output) * elements(computation, output, sizes);
        }
        for (String input : computation.inputs()) {
            bytes += elementBytes.applyAsInt(input) * read.getOrDefault(input, 0.0);
        }
        return new LeastWork(operations, bytes);
    }

    private static double elements(Computation computation, String tensor, Map<String, Long> sizes) {
        double elements = 1;
        for (Affine dimension : Objects.requireNonNull(computation.shapes().get(tensor))) {
            elements *= dimension.evaluate(sizes);
        }
        return elements;
    }

    /** Collects what is read in any case. */
    private static void collect(Expression value, List<Access> accesses) {
        switch (value) {
            case Access access -> accesses.add(access);
            case Expression.Negation(Expression operand) -> collect(operand, accesses);
            case Binary(var _, Expression left, Expression right) -> {
                collect(left, accesses);
                collect(right, accesses);
            }
            case Expression.Call(var _, List<Expression> arguments) ->
                arguments.forEach(argument -> collect(argument, accesses));
            case Reduction(var _, var _, Expression body) -> collect(body, accesses);
            case Expression.Constant _, Expression.IndexValue _, Expression.Select _ -> {}
        }
    }

    /** Returns the operations of the one sum of products of two inputs in a statement; 0 where there is none, or something else. */
    private static double contraction(Statement statement, Computation computation, Extents extents) {
        List<Reduction> sums = new ArrayList<>();
        collectSums(statement.value(), sums);
        if (sums.size() != 1
                || sums.getFirst().reducer() != Reducer.SUM
                || !(sums.getFirst().body() instanceof Binary(Operator operator, Access left, Access right))
                || operator != Operator.MULTIPLY
                || !computation.inputs().contains(left.tensor())
                || !computation.inputs().contains(right.tensor())) {
            return 0;
        }
        Set<String> summed = Set.copyOf(sums.getFirst().indices());
        Optional<Set<String>> first = plain(left, summed);
        Optional<Set<String>> second = plain(right, summed);
        if (first.isEmpty() || second.isEmpty()) {
            return 0;
        }
        double both = 1;
        double onlyLeft = 1;
        double onlyRight = 1;
        double inner = 1;
        for (String index : statement.extents().keySet()) {
            boolean inLeft = first.get().contains(index);
            boolean inRight = second.get().contains(index);
            double extent = extents.of(index);
            if (summed.contains(index)) {
                if (!inLeft || !inRight) {
                    return 0;
                }
                inner *= inWindow(index, left) || inWindow(index, right) ? 1 : extent;
            } else if (inLeft && inRight) {
                both *= extent;
            } else if (inLeft) {
                onlyLeft *= extent;
            } else if (inRight) {
                onlyRight *= extent;
            } else {
                return 0;
            }
        }
        double smallest = Math.min(inner, Math.min(onlyLeft, onlyRight));
        double levels = Math.max(0, Math.floor(Math.log(smallest / SMALLEST_BLOCK) / Math.log(2)));
        return 2 * both * onlyLeft * onlyRight * inner * Math.pow(STRASSEN, levels);
    }

    private static void collectSums(Expression value, List<Reduction> sums) {
        switch (value) {
            case Reduction reduction -> sums.add(reduction);
            case Expression.Negation(Expression operand) -> collectSums(operand, sums);
            case Binary(var _, Expression left, Expression right) -> {
                collectSums(left, sums);
                collectSums(right, sums);
            }
            case Expression.Call(var _, List<Expression> arguments) ->
                arguments.forEach(argument -> collectSums(argument, sums));
            case Access _, Expression.Constant _, Expression.IndexValue _, Expression.Select _ -> {}
        }
    }

    /**
     * Returns the indices of an access of which each stands in one dimension, alone or as one of a window, {@code y + r}, with one that
     * is summed over; empty for an access of another kind.
     */
    private static Optional<Set<String>> plain(Access access, Set<String> summed) {
        Set<String> met = new HashSet<>();
        for (Affine dimension : access.indices()) {
            Set<String> names = dimension.names();
            long sums = names.stream().filter(summed::contains).count();
            boolean window = names.size() == 2 && sums == 1;
            if ((names.size() > 1 && !window) || !names.stream().allMatch(met::add)) {
                return Optional.empty();
            }
        }
        return Optional.of(met);
    }

    private static boolean inWindow(String index, Access access) {
        return access.indices().stream()
                .anyMatch(dimension ->
                        dimension.names().size() > 1 && dimension.names().contains(index));
    }

    /** The extents of a statement's indices. */
    private record Extents(Statement statement, Map<String, Long> sizes) {

        double of(String index) {
            return Objects.requireNonNull(statement.extents().get(index), index).evaluate(sizes);
        }

        /**
         * Returns how many different elements an access reads at the least: in each dimension, the longest of the indices that no
         * dimension before it has.
         */
        double distinct(Access access) {
            Set<String> met = new HashSet<>();
            double elements = 1;
            for (Affine dimension : access.indices()) {
                elements *= dimension.names().stream()
                        .filter(name -> statement.extents().containsKey(name) && !met.contains(name))
                        .mapToDouble(this::of)
                        .max()
                        .orElse(1);
                met.addAll(dimension.names());
            }
            return elements;
        }
    }
}
