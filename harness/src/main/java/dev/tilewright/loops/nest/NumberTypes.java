package dev.tilewright.loops.nest;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Condition;
import dev.tilewright.tensor.NumberKind;
import dev.tilewright.tensor.Typing;
import java.util.stream.Collectors;

/**
 * The types in which a nest computes.
 *
 * @param typing what kind of number each expression is
 * @param assigned the type of what is assigned
 * @param real the type of real numbers: float64 where an operand is, and where what is assigned is int32, in which the slightest error
 *     may show as a whole unit
 */
public record NumberTypes(Typing typing, ElementType assigned, ElementType real) {

    /** Returns the types in which {@code nest} computes. */
    public static NumberTypes of(Nest nest) {
        ElementType assigned = nest.type(nest.name());
        Typing typing = new Typing(
                nest.shapes().keySet().stream()
                        .filter(tensor -> nest.type(tensor) == ElementType.INT32)
                        .collect(Collectors.toUnmodifiableSet()),
                assigned == ElementType.INT32);
        boolean wide = assigned != ElementType.FLOAT32
                || nest.shapes().keySet().stream().anyMatch(tensor -> nest.type(tensor) == ElementType.FLOAT64);
        return new NumberTypes(typing, assigned, wide ? ElementType.FLOAT64 : ElementType.FLOAT32);
    }

    /** Tells whether all numbers that a nest computes are of the type that it assigns. */
    public static boolean uniform(Nest nest) {
        NumberTypes types = of(nest);
        boolean[] uniform = {nest.shapes().keySet().stream().allMatch(tensor -> nest.type(tensor) == types.assigned)};
        if (types.assigned == ElementType.INT32) {
            Expressions.visit(nest.statement().value(), part -> uniform[0] &= !types.isReal(part));
        }
        return uniform[0];
    }

    /** Tells whether a nest computes whole numbers by way of real ones, in which the slightest error may show as a whole unit. */
    public static boolean truncates(Nest nest) {
        return nest.type(nest.name()) == ElementType.INT32 && !uniform(nest);
    }

    private boolean isReal(Expression part) {
        return typing.of(part) == NumberKind.REAL
                || (part instanceof Expression.Select(Condition condition, var _, var _) && comparesReal(condition));
    }

    private boolean comparesReal(Condition condition) {
        return switch (condition) {
            case Condition.Comparison comparison ->
                typing.of(comparison) == NumberKind.REAL && !(known(comparison.left()) && known(comparison.right()));
            case Condition.And(Condition left, Condition right) -> comparesReal(left) || comparesReal(right);
            case Condition.Or(Condition left, Condition right) -> comparesReal(left) || comparesReal(right);
            case Condition.Not(Condition operand) -> comparesReal(operand);
        };
    }

    /** Tells whether a number is compared as it is, whatever the nest computes with. */
    private static boolean known(Expression value) {
        return value instanceof Expression.IndexValue || value instanceof Expression.Constant;
    }

    /** Returns the type of numbers of a kind. */
    public ElementType of(NumberKind kind, ElementType context) {
        return switch (kind) {
            case WHOLE -> ElementType.INT32;
            case REAL -> real;
            case EITHER -> context;
        };
    }
}
