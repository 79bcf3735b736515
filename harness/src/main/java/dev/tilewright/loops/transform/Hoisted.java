package dev.tilewright.loops.transform;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The parts of a statement that stay the same while a loop and those inside it run, each as large as can be. A division by such a part
 * is a multiplication with its reciprocal, which is one of them.
 *
 * <p>What a select chooses is left where it is, since elsewhere it may read outside of a tensor.
 *
 * @param nest the nest
 * @param loop the loop that they are computed before
 * @param values the parts
 */
public record Hoisted(Nest nest, String loop, List<Expression> values) {

    public Hoisted {
        values = List.copyOf(values);
    }

    /** Returns what a nest computes before one of its loops, if it does. */
    public static Optional<Hoisted> of(Nest nest) {
        return Hoist.at(nest).map(loop -> of(nest, loop));
    }

    /** Returns what stays the same while {@code loop} runs; it may be nothing. */
    static Hoisted of(Nest nest, String loop) {
        Set<Expression> found = new LinkedHashSet<>();
        Hoisted none = new Hoisted(nest, loop, List.of());
        none.collect(none.inside(), found);
        return new Hoisted(nest, loop, List.copyOf(found));
    }

    /** Returns what is evaluated inside the loop: the reduction's body, or the whole statement where the loop is around the reduction. */
    private Expression inside() {
        Expression value = nest.statement().value();
        return nest.position(loop) < nest.firstReduction()
                ? value
                : nest.reduction().map(Expression.Reduction::body).orElse(value);
    }

    private void collect(Expression part, Set<Expression> found) {
        if (stays(part)) {
            if (Expressions.operations(part) > 0) {
                found.add(part);
            }
            return;
        }
        switch (part) {
            case Expression.Constant _, Expression.IndexValue _, Expression.Access _, Expression.Select _ -> {}
            case Expression.Negation(Expression operand) -> collect(operand, found);
            case Expression.Binary(var _, Expression left, Expression right) -> {
                collect(left, found);
                if (inverts(part)) {
                    found.add(reciprocal(right));
                } else {
                    collect(right, found);
                }
            }
            case Expression.Call(var _, List<Expression> arguments) ->
                arguments.forEach(argument -> collect(argument, found));
            case Expression.Reduction(var _, var _, Expression body) -> collect(body, found);
        }
    }

    private boolean inverts(Expression part) {
        return part instanceof Expression.Binary(Expression.Operator operator, Expression _, Expression right)
                && operator == Expression.Operator.DIVIDE
                && nest.type(nest.name()) != ElementType.INT32
                && !(right instanceof Expression.Constant)
                && stays(right);
    }

    private static Expression reciprocal(Expression divisor) {
        return new Expression.Binary(Expression.Operator.DIVIDE, new Expression.Constant(1), divisor);
    }

    /** Tells whether a part has the same value in all iterations of the loop and of those inside it. */
    private boolean stays(Expression part) {
        return Expressions.reductions(part).isEmpty()
                && Expressions.accesses(part).stream().noneMatch(read -> nest.writes(read.tensor()))
                && axes(part).stream().allMatch(this::around);
    }

    private boolean around(Axis axis) {
        return nest.loopsOf(axis.name()).stream()
                .allMatch(other -> nest.elided(other) || nest.position(other.name()) < nest.position(loop));
    }

    private List<Axis> axes(Expression part) {
        return nest.axes().stream()
                .filter(axis -> Expressions.dependsOn(part, axis.name()))
                .toList();
    }

    /**
     * Returns an expression that is evaluated inside the loop with others in the place of these parts.
     *
     * @param by what stands for each of {@link #values()}, by its number
     */
    public Expression replaced(Expression expression, IntFunction<Expression> by) {
        return Expressions.replace(expression, part -> {
            int place = values.indexOf(part);
            if (place >= 0) {
                return Optional.of(by.apply(place));
            }
            if (part instanceof Expression.Select) {
                return Optional.of(part);
            }
            if (part instanceof Expression.Binary(var _, Expression left, Expression right)
                    && inverts(part)
                    && values.contains(reciprocal(right))) {
                return Optional.of(new Expression.Binary(
                        Expression.Operator.MULTIPLY, replaced(left, by), by.apply(values.indexOf(reciprocal(right)))));
            }
            return Optional.empty();
        });
    }

    /** Returns the statement's value without these parts: what is left to do where they were. */
    public Expression rest() {
        IntFunction<Expression> known = i -> new Expression.Constant(0);
        Expression value = nest.statement().value();
        if (nest.position(loop) < nest.firstReduction()) {
            return replaced(value, known);
        }
        return Expressions.replace(
                value,
                part -> part instanceof Expression.Reduction(var reducer, var indices, Expression body)
                        ? Optional.of(new Expression.Reduction(reducer, indices, replaced(body, known)))
                        : Optional.empty());
    }

    /** Refuses what cannot be computed before the loop. */
    static void check(Nest nest) throws IllegalTransformationException {
        Optional<Hoisted> hoisted = of(nest);
        if (hoisted.isEmpty()) {
            return;
        }
        Loop before = nest.loop(hoisted.get().loop());
        if (before.bound() || before.kind() == Loop.Kind.VECTOR) {
            throw new IllegalTransformationException(
                    "loop %s is spread over work-items, groups or lanes, and nothing is computed before it"
                            .formatted(before.name()));
        }
        if (hoisted.get().values().isEmpty()) {
            throw new IllegalTransformationException(
                    "nothing that %s computes stays the same while loop %s runs".formatted(nest.name(), before.name()));
        }
        if (nest.shapes().keySet().stream().map(nest::type).distinct().count() > 1) {
            throw new IllegalTransformationException(
                    "what is computed before a loop has the type of %s, and the statement mixes types"
                            .formatted(nest.name()));
        }
        hoisted.get().requireInside();
    }

    /** Where work-items meet at barriers, those beyond the end of an axis come along, and would read outside of tensors. */
    private void requireInside() throws IllegalTransformationException {
        boolean meets = Barriers.in(nest);
        List<Axis> used = new ArrayList<>();
        values.forEach(value -> used.addAll(axes(value)));
        for (Axis axis : used) {
            boolean spread = nest.loopsOf(axis.name()).stream().allMatch(other -> other.bound() || nest.elided(other));
            if (meets && spread && !nest.divides(axis)) {
                throw new IllegalTransformationException(
                        "work-items beyond the end of %s meet the others at barriers, and would compute what they have no operands for"
                                .formatted(axis.name()));
            }
        }
    }
}
