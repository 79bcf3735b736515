package dev.tilewright.codegen.lower;

import dev.tilewright.codegen.lower.Code.Less;
import dev.tilewright.codegen.lower.Unrolling.Substitution;
import dev.tilewright.loops.nest.GroupReduction;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Padding;
import dev.tilewright.loops.nest.Tile;
import dev.tilewright.loops.transform.Exponent;
import dev.tilewright.loops.transform.Fragment;
import dev.tilewright.loops.transform.Hoisted;
import dev.tilewright.loops.transform.Online;
import dev.tilewright.loops.transform.Tensorize;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Condition.Comparator;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lowers what is inside of all loops: the statement, its operands and its stores, with guards where work-items may not go home early. */
final class StatementLowering {

    private final Nest nest;
    private final List<Tile> tiles;
    private final Edges edges;
    private final boolean meets;
    private final Optional<Expression.Reduction> reduction;
    private final Reducer reducer;
    private final List<Expression.Access> fragmentOperands;
    private final Optional<Hoisted> hoisted;

    /**
     * Makes a lowering of the statement of a nest.
     *
     * @throws IllegalTransformationException if matrix units cannot carry out its loops after all
     */
    StatementLowering(Nest nest, List<Tile> tiles, Edges edges) throws IllegalTransformationException {
        this.nest = nest;
        this.tiles = tiles;
        this.edges = edges;
        meets = !tiles.isEmpty() || GroupReduction.of(nest).isPresent();
        reduction = nest.reduction();
        reducer = reduction.map(Expression.Reduction::reducer).orElse(Reducer.SUM);
        fragmentOperands =
                Fragment.of(nest).isPresent() ? List.of(Tensorize.left(nest), Tensorize.right(nest)) : List.of();
        hoisted = Hoisted.of(nest);
    }

    /** Tells whether work-items of a group meet, so that none may go home early. */
    boolean meets() {
        return meets;
    }

    static Code where(List<Less> conditions, Code statement) {
        return conditions.isEmpty() ? statement : new Code.If(conditions, statement, new Code.Block(List.of()));
    }

    /** Returns the definitions of what stays the same in the loop that begins here. */
    List<Code> definitions(Context context) {
        List<Expression> parts = hoisted.orElseThrow().values();
        List<Code> definitions = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Value part = new ExpressionLowering(nest, List.of(), context).of(parts.get(i));
            definitions.add(new Code.Define(new Value.Local(hoistedName(i), 1), orZero(part, context)));
        }
        return definitions;
    }

    private String hoistedName(int number) {
        String suffix = hoisted.orElseThrow().values().size() == 1 ? "" : Integer.toString(number + 1);
        return new Identifiers(nest).own("hoisted" + suffix);
    }

    /** Returns an expression as it is evaluated here: what was computed before has a name, without indices. */
    private Expression here(Expression expression, Context context) {
        return hoisted.isPresent() && context.hoisted()
                ? hoisted.get().replaced(expression, i -> new Expression.Access(hoistedName(i), List.of()))
                : expression;
    }

    Code leaf(Context context) {
        List<Code> statements = new ArrayList<>(new LineHints(nest).beside(context));
        if (statements.isEmpty()) {
            return statement(context);
        }
        statements.add(statement(context));
        return new Code.Block(statements);
    }

    private Code statement(Context context) {
        ExpressionLowering values = new ExpressionLowering(nest, tiles, context);
        if (reduction.isEmpty()) {
            return store(orZero(values.of(here(nest.statement().value(), context)), context), context);
        }
        if (Online.maximum(nest).isPresent()) {
            Value taken = values.of(here(Exponent.of(nest).orElseThrow().value(), context));
            Registers sums = context.registers().orElseThrow();
            boolean rest =
                    sums.tail() && nest.vectorLoop().filter(context::full).isEmpty();
            return guarded(OnlineNormalizer.of(nest, sums).takeIn(taken, context, rest), context);
        }
        Value value = values.of(here(reduction.get().body(), context));
        if (context.registers().isEmpty()) {
            return store(new Value.Combine(reducer, loadTarget(context), value), context);
        }
        Registers registers = context.registers().get();
        boolean scalar = nest.vectorLoop().filter(context::full).isEmpty();
        Value.Accumulator accumulator =
                registers.tail() && scalar ? registers.tailAccumulator(context) : registers.accumulator(context);
        return guarded(
                CommonSubexpressions.named(nest, value, part -> new Code.FoldAccumulator(accumulator, reducer, part)),
                context);
    }

    /** The innermost loops, carried out by matrix units. */
    Code fragment(Fragment fragment, Context context) {
        Context inside = context.entering(loop(fragment.halves()))
                .entering(loop(fragment.columns()))
                .entering(loop(fragment.depth()));
        ExpressionLowering values = new ExpressionLowering(nest, tiles, inside);
        Affine row = Affine.name(fragment.rows());
        Affine pair = Affine.name(fragment.pairs());
        List<Value> left = new ArrayList<>();
        List<Value> right = new ArrayList<>();
        for (long half = 0; half < 2; half++) {
            // A work-item gives elements of two columns, or rows, four apart; the reduction may take them in any order.
            Substitution depth = new Substitution(fragment.depth(), pair.plus(Affine.constant(4 * half)));
            for (long eight = 0; eight < 2; eight++) {
                Substitution rows = new Substitution(fragment.halves(), Affine.constant(eight));
                left.add(rows.in(depth.in(values.of(fragmentOperands.getFirst()))));
            }
            // Of the right operand it gives the column of its number among rows, not the pair that it holds results of.
            Substitution column = new Substitution(fragment.columns(), row.minus(pair.times(2)));
            right.add(column.in(depth.in(values.of(fragmentOperands.getLast()))));
        }
        Value.Accumulator first = context.registers().orElseThrow().accumulator(context);
        List<Affine> place = first.indices().subList(0, first.indices().size() - 2);
        return guarded(new Code.MultiplyFragments(first.name(), place, left, right), context);
    }

    private Loop loop(String name) {
        return nest.loops().get(nest.position(name));
    }

    Value finish(Value result, Context context) {
        return new ExpressionLowering(nest, tiles, context)
                .replacing(result)
                .of(here(nest.statement().value(), context));
    }

    Value loadTarget(Context context) {
        ExpressionLowering values = new ExpressionLowering(nest, List.of(), context);
        return values.of(nest.statement().target());
    }

    Code store(Value value, Context context) {
        return store(nest.statement().target(), value, context);
    }

    Code store(Expression.Access target, Value value, Context context) {
        ExpressionLowering values = new ExpressionLowering(nest, tiles, context);
        return guarded(
                CommonSubexpressions.named(
                        nest,
                        value,
                        part -> new Code.Store(target.tensor(), values.indices(target), part, values.lanesOf(target))),
                context);
    }

    /** Returns a value of the elements that are copied to panels, and zero for what fills up the last one. */
    private Value orZero(Value value, Context context) {
        return Padding.filled(nest)
                .filter(axis -> context.mode(axis) != Context.Mode.FULL)
                .filter(axis -> !context.begin(axis).equals(context.value(axis)))
                .<Value>map(axis -> new Value.Choice(
                        new Value.Truth.Comparison(
                                Comparator.LESS,
                                new Value.IndexValue(context.value(axis), false),
                                new Value.IndexValue(nest.axis(axis).extent(), false)),
                        value,
                        new Value.Constant(0)))
                .orElse(value);
    }

    /** Guards a statement for work-items beyond the domain, where they could not be sent home early. */
    private Code guarded(Code statement, Context context) {
        return meets() ? where(edges.boundGuards(context), statement) : statement;
    }
}
