package dev.tilewright.loops.nest;

import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Condition;
import dev.tilewright.tensor.NumberKind;
import dev.tilewright.tensor.Statement;
import dev.tilewright.tensor.Typing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rewrites a computation so that no statement has more than one reduction: where one has, each of its reductions becomes a statement
 * of its own that assigns an intermediate tensor. So does a reduction of real numbers in a statement that assigns whole ones: partial
 * results are of the type of the tensor that a statement assigns, and these would lose their fractions.
 *
 * <p>A nest evaluates its reduction at every point of its domain, also where a select would not choose it, and there its body may
 * leave the tensors that it reads. So the condition of a select moves into the reductions in its branches.
 */
final class SingleReductions {

    private final SequencedMap<String, List<Affine>> shapes;
    private final List<Statement> statements = new ArrayList<>();
    private final Set<String> whole;

    private SingleReductions(Computation computation) {
        whole = new TreeSet<>(computation.whole());
        shapes = new LinkedHashMap<>(computation.shapes());
    }

    static Computation of(Computation computation) {
        SingleReductions rewriting = new SingleReductions(computation);
        computation.statements().forEach(rewriting::add);
        return new Computation(
                computation.sizes(), rewriting.shapes, computation.outputs(), rewriting.statements, rewriting.whole);
    }

    private void add(Statement statement) {
        Expression guarded = guard(statement.value(), Optional.empty());
        List<Expression.Reduction> reductions = Expressions.reductions(guarded);
        Typing typing = typing(statement);
        boolean single = reductions.size() <= 1
                && reductions.stream().allMatch(each -> typing.of(each) == NumberKind.WHOLE == typing.assignsWhole());
        Expression value = single ? guarded : extract(guarded, statement);
        statements.add(statementOf(statement.target(), value, statement));
    }

    private Typing typing(Statement statement) {
        return new Typing(whole, whole.contains(statement.target().tensor()));
    }

    /** Moves the conditions under which a reduction is evaluated into its body, which is the identity where they do not hold. */
    private static Expression guard(Expression expression, Optional<Condition> when) {
        return switch (expression) {
            case Expression.Constant _, Expression.IndexValue _, Expression.Access _ -> expression;
            case Expression.Negation(Expression operand) -> new Expression.Negation(guard(operand, when));
            case Expression.Binary(var operator, Expression left, Expression right) ->
                new Expression.Binary(operator, guard(left, when), guard(right, when));
            case Expression.Call(var function, List<Expression> arguments) ->
                new Expression.Call(
                        function,
                        arguments.stream()
                                .map(argument -> guard(argument, when))
                                .toList());
            case Expression.Select(Condition condition, Expression whenTrue, Expression whenFalse) ->
                new Expression.Select(
                        condition,
                        guard(whenTrue, both(when, condition)),
                        guard(whenFalse, both(when, new Condition.Not(condition))));
            case Expression.Reduction(var reducer, List<String> indices, Expression body) -> {
                Expression identity = new Expression.Constant(reducer.identity());
                Expression inside = guard(body, Optional.empty());
                yield new Expression.Reduction(
                        reducer,
                        indices,
                        when.<Expression>map(condition -> new Expression.Select(condition, inside, identity))
                                .orElse(inside));
            }
        };
    }

    private static Optional<Condition> both(Optional<Condition> outer, Condition inner) {
        return Optional.of(outer.<Condition>map(condition -> new Condition.And(condition, inner))
                .orElse(inner));
    }

    /** Replaces every reduction below {@code expression} by an element of a new intermediate tensor. */
    private Expression extract(Expression expression, Statement within) {
        return switch (expression) {
            case Expression.Constant _, Expression.IndexValue _, Expression.Access _ -> expression;
            case Expression.Negation(Expression operand) -> new Expression.Negation(extract(operand, within));
            case Expression.Binary(var operator, Expression left, Expression right) ->
                new Expression.Binary(operator, extract(left, within), extract(right, within));
            case Expression.Call(var function, List<Expression> arguments) ->
                new Expression.Call(
                        function,
                        arguments.stream()
                                .map(argument -> extract(argument, within))
                                .toList());
            case Expression.Select(Condition condition, Expression whenTrue, Expression whenFalse) ->
                new Expression.Select(
                        extract(condition, within), extract(whenTrue, within), extract(whenFalse, within));
            case Expression.Reduction(var reducer, List<String> indices, Expression body) -> {
                boolean ofWhole = typing(within).of(expression) == NumberKind.WHOLE;
                Expression inner = new Expression.Reduction(reducer, indices, extract(body, within));
                yield assign(inner, ofWhole, within);
            }
        };
    }

    private Condition extract(Condition condition, Statement within) {
        return switch (condition) {
            case Condition.Comparison(var comparator, Expression left, Expression right) ->
                new Condition.Comparison(comparator, extract(left, within), extract(right, within));
            case Condition.And(Condition left, Condition right) ->
                new Condition.And(extract(left, within), extract(right, within));
            case Condition.Or(Condition left, Condition right) ->
                new Condition.Or(extract(left, within), extract(right, within));
            case Condition.Not(Condition operand) -> new Condition.Not(extract(operand, within));
        };
    }

    private Expression.Access assign(Expression reduction, boolean ofWhole, Statement within) {
        List<String> bound = ((Expression.Reduction) reduction).indices();
        Set<String> used = new LinkedHashSet<>();
        within.extents().keySet().forEach(index -> {
            if (!bound.contains(index) && Expressions.dependsOn(reduction, index)) {
                used.add(index);
            }
        });
        List<Affine> indices = used.isEmpty()
                ? List.of(Affine.constant(0))
                : used.stream().map(Affine::name).toList();
        List<Affine> shape = used.isEmpty()
                ? List.of(Affine.constant(1))
                : used.stream().map(index -> within.extents().get(index)).toList();
        Expression.Access target =
                new Expression.Access(freshName(within.target().tensor()), indices);
        shapes.put(target.tensor(), shape);
        if (ofWhole) {
            whole.add(target.tensor());
        }
        statements.add(statementOf(target, reduction, within));
        return target;
    }

    private String freshName(String tensor) {
        for (int i = 1; ; i++) {
            String name = tensor + "_part" + i;
            if (!shapes.containsKey(name)) {
                return name;
            }
        }
    }

    /** Makes a statement whose extents are those of {@code within} that it still mentions, free indices first. */
    private static Statement statementOf(Expression.Access target, Expression value, Statement within) {
        SequencedMap<String, Affine> extents = new LinkedHashMap<>();
        for (Affine index : target.indices()) {
            if (index.isName()) {
                String name = index.names().getFirst();
                extents.put(name, within.extents().get(name));
            }
        }
        for (Expression.Reduction reduction : Expressions.reductions(value)) {
            reduction
                    .indices()
                    .forEach(name -> extents.put(name, within.extents().get(name)));
        }
        return new Statement(target, value, extents);
    }
}
