package dev.tilewright.tensor;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Call;
import dev.tilewright.tensor.Expression.Condition;
import dev.tilewright.tensor.Expression.Condition.And;
import dev.tilewright.tensor.Expression.Condition.Comparison;
import dev.tilewright.tensor.Expression.Condition.Not;
import dev.tilewright.tensor.Expression.Condition.Or;
import dev.tilewright.tensor.Expression.Constant;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Negation;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.Expression.Select;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * What a computation costs at the least: its operations, and the elements that must cross from and to memory.
 *
 * <p>Operations are counted as the text writes them: each of {@code + - * /} is one, each element function is one, and a reduction
 * of n values is n, so that a matrix product is 2·M·N·K. A {@code select} costs its more expensive branch; comparisons, negations and
 * arithmetic on indices cost nothing.
 *
 * <p>Every input that is used is read once and every output is written once. Intermediates need not leave the device's registers and
 * are not counted.
 *
 * @param operations floating-point operations
 * @param elements the number of elements of every input that is used and of every output
 */
public record Counts(long operations, SequencedMap<String, Long> elements) {

    public Counts {
        elements = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(elements));
    }

    /**
     * Counts for given sizes.
     *
     * @param sizes the value of every size
     */
    public static Counts of(Computation computation, Map<String, Long> sizes) {
        long operations = 0;
        Set<String> used = new HashSet<>(computation.outputs());
        for (Statement statement : computation.statements()) {
            long points = 1;
            for (String index : statement.freeIndices()) {
                points = Math.multiplyExact(points, extent(statement, index, sizes));
            }
            long each = operations(statement.value(), statement, sizes, used);
            operations = Math.addExact(operations, Math.multiplyExact(points, each));
        }
        SequencedMap<String, Long> elements = new LinkedHashMap<>();
        List<String> intermediates = computation.intermediates();
        computation.shapes().forEach((tensor, shape) -> {
            if (used.contains(tensor) && !intermediates.contains(tensor)) {
                long count = 1;
                for (Affine dimension : shape) {
                    count = Math.multiplyExact(count, dimension.evaluate(sizes));
                }
                elements.put(tensor, count);
            }
        });
        return new Counts(operations, elements);
    }

    private static long extent(Statement statement, String index, Map<String, Long> sizes) {
        Affine extent = statement.extents().get(index);
        if (extent == null) {
            throw new IllegalArgumentException(index + " is no index of the statement");
        }
        return extent.evaluate(sizes);
    }

    private static long operations(Expression value, Statement statement, Map<String, Long> sizes, Set<String> used) {
        return switch (value) {
            case Constant _ -> 0;
            case IndexValue _ -> 0;
            case Access(String tensor, var _) -> {
                used.add(tensor);
                yield 0;
            }
            case Negation(Expression operand) -> operations(operand, statement, sizes, used);
            case Binary(var _, Expression left, Expression right) ->
                1 + operations(left, statement, sizes, used) + operations(right, statement, sizes, used);
            case Call(var _, List<Expression> arguments) ->
                1
                        + arguments.stream()
                                .mapToLong(argument -> operations(argument, statement, sizes, used))
                                .sum();
            case Select(Condition condition, Expression whenTrue, Expression whenFalse) ->
                operations(condition, statement, sizes, used)
                        + Math.max(
                                operations(whenTrue, statement, sizes, used),
                                operations(whenFalse, statement, sizes, used));
            case Reduction(var _, List<String> indices, Expression body) -> {
                long values = 1;
                for (String index : indices) {
                    values = Math.multiplyExact(values, extent(statement, index, sizes));
                }
                yield Math.multiplyExact(values, 1 + operations(body, statement, sizes, used));
            }
        };
    }

    private static long operations(
            Condition condition, Statement statement, Map<String, Long> sizes, Set<String> used) {
        return switch (condition) {
            case Comparison(var _, Expression left, Expression right) ->
                operations(left, statement, sizes, used) + operations(right, statement, sizes, used);
            case And(Condition left, Condition right) ->
                operations(left, statement, sizes, used) + operations(right, statement, sizes, used);
            case Or(Condition left, Condition right) ->
                operations(left, statement, sizes, used) + operations(right, statement, sizes, used);
            case Not(Condition operand) -> operations(operand, statement, sizes, used);
        };
    }

    /**
     * Returns the compulsory traffic, in bytes.
     *
     * @param elementBytes the size of one element of a tensor, in bytes
     */
    public long bytes(ToIntFunction<String> elementBytes) {
        return elements.entrySet().stream()
                .mapToLong(entry -> Math.multiplyExact(entry.getValue(), elementBytes.applyAsInt(entry.getKey())))
                .sum();
    }

    /**
     * Returns the arithmetic intensity, in operations per byte of compulsory traffic.
     *
     * @param elementBytes the size of one element of a tensor, in bytes
     */
    public double intensity(ToIntFunction<String> elementBytes) {
        return (double) operations / bytes(elementBytes);
    }
}
