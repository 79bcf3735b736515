package dev.tilewright.loops.nest;

import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Questions about the syntax tree of a statement. */
public final class Expressions {

    private Expressions() {}

    /** Calls {@code visitor} for {@code expression} and everything below it, conditions' operands included, outside in. */
    public static void visit(Expression expression, Consumer<Expression> visitor) {
        visitor.accept(expression);
        switch (expression) {
            case Expression.Constant _, Expression.IndexValue _, Expression.Access _ -> {}
            case Expression.Negation(Expression operand) -> visit(operand, visitor);
            case Expression.Binary(var _, Expression left, Expression right) -> {
                visit(left, visitor);
                visit(right, visitor);
            }
            case Expression.Call(var _, List<Expression> arguments) ->
                arguments.forEach(argument -> visit(argument, visitor));
            case Expression.Select(Condition condition, Expression whenTrue, Expression whenFalse) -> {
                operands(condition).forEach(operand -> visit(operand, visitor));
                visit(whenTrue, visitor);
                visit(whenFalse, visitor);
            }
            case Expression.Reduction(var _, var _, Expression body) -> visit(body, visitor);
        }
    }

    /** Returns the values that a condition compares. */
    public static List<Expression> operands(Condition condition) {
        return switch (condition) {
            case Condition.Comparison(var _, Expression left, Expression right) -> List.of(left, right);
            case Condition.And(Condition left, Condition right) -> both(left, right);
            case Condition.Or(Condition left, Condition right) -> both(left, right);
            case Condition.Not(Condition operand) -> operands(operand);
        };
    }

    private static List<Expression> both(Condition left, Condition right) {
        List<Expression> both = new ArrayList<>(operands(left));
        both.addAll(operands(right));
        return both;
    }

    /** Returns the elements that an expression reads, in the order in which it names them. */
    public static List<Expression.Access> accesses(Expression expression) {
        List<Expression.Access> accesses = new ArrayList<>();
        visit(expression, part -> {
            if (part instanceof Expression.Access access) {
                accesses.add(access);
            }
        });
        return accesses;
    }

    /** Returns how many operations and accesses an expression is written with. */
    public static long operations(Expression expression) {
        long[] operations = {0};
        visit(expression, part -> {
            boolean free = part instanceof Expression.Constant || part instanceof Expression.IndexValue;
            operations[0] += free ? 0 : 1;
        });
        return operations[0];
    }

    /** Returns the reductions of an expression, outermost first. */
    public static List<Expression.Reduction> reductions(Expression expression) {
        List<Expression.Reduction> reductions = new ArrayList<>();
        visit(expression, part -> {
            if (part instanceof Expression.Reduction reduction) {
                reductions.add(reduction);
            }
        });
        return reductions;
    }

    /** Tells whether the value of an expression may depend on an index, other than through the range of a reduction. */
    public static boolean dependsOn(Expression expression, String index) {
        boolean[] depends = {false};
        visit(expression, part -> {
            switch (part) {
                case Expression.Access(var _, List<Affine> indices) ->
                    depends[0] |= indices.stream().anyMatch(affine -> affine.coefficient(index) != 0);
                case Expression.IndexValue(Affine value, boolean _) -> depends[0] |= value.coefficient(index) != 0;
                default -> {}
            }
        });
        return depends[0];
    }

    /** Returns an expression with others in the place of the elements that it reads. */
    public static Expression replaceAccesses(Expression expression, Function<Expression.Access, Expression> by) {
        return replace(
                expression,
                part -> part instanceof Expression.Access access ? Optional.of(by.apply(access)) : Optional.empty());
    }

    /** Returns an expression with other indices, where it reads elements and where it uses an index as a number. */
    public static Expression replaceIndices(Expression expression, UnaryOperator<Affine> by) {
        return replace(expression, part -> switch (part) {
            case Expression.Access(String tensor, List<Affine> indices) ->
                Optional.of(
                        new Expression.Access(tensor, indices.stream().map(by).toList()));
            case Expression.IndexValue(Affine value, boolean wide) ->
                Optional.of(new Expression.IndexValue(by.apply(value), wide));
            default -> Optional.empty();
        });
    }

    /** Returns an expression with others in the place of its parts, outside in, where {@code by} gives one. */
    public static Expression replace(Expression expression, Function<Expression, Optional<Expression>> by) {
        Optional<Expression> other = by.apply(expression);
        if (other.isPresent()) {
            return other.get();
        }
        return switch (expression) {
            case Expression.Constant _, Expression.IndexValue _, Expression.Access _ -> expression;
            case Expression.Negation(Expression operand) -> new Expression.Negation(replace(operand, by));
            case Expression.Binary(var operator, Expression left, Expression right) ->
                new Expression.Binary(operator, replace(left, by), replace(right, by));
            case Expression.Call(var function, List<Expression> arguments) ->
                new Expression.Call(
                        function,
                        arguments.stream()
                                .map(argument -> replace(argument, by))
                                .toList());
            case Expression.Select(Condition condition, Expression whenTrue, Expression whenFalse) ->
                new Expression.Select(replace(condition, by), replace(whenTrue, by), replace(whenFalse, by));
            case Expression.Reduction(var reducer, List<String> indices, Expression body) ->
                new Expression.Reduction(reducer, indices, replace(body, by));
        };
    }

    private static Condition replace(Condition condition, Function<Expression, Optional<Expression>> by) {
        return switch (condition) {
            case Condition.Comparison(var comparator, Expression left, Expression right) ->
                new Condition.Comparison(comparator, replace(left, by), replace(right, by));
            case Condition.And(Condition left, Condition right) ->
                new Condition.And(replace(left, by), replace(right, by));
            case Condition.Or(Condition left, Condition right) ->
                new Condition.Or(replace(left, by), replace(right, by));
            case Condition.Not(Condition operand) -> new Condition.Not(replace(operand, by));
        };
    }
}
