package dev.tilewright.codegen.lower;

import dev.tilewright.codegen.lower.Code.Less;
import dev.tilewright.loops.nest.GroupReduction;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Staged;
import dev.tilewright.loops.nest.Tile;
import dev.tilewright.loops.transform.Fragment;
import dev.tilewright.loops.transform.Hoist;
import dev.tilewright.loops.transform.Online;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Lowers the nest of a statement to a statement tree: loops, accumulators, copies of tiles, and the guards that sizes need which the
 * loops do not divide.
 *
 * <p>Where a size is not divided, a tile that lies wholly inside the domain runs without guards, and one at the edge runs a scalar
 * version with a guard in every loop; where what it reads is padded, it is computed as any other, and stored with guards. A reduction
 * that is not divided runs its whole steps first and then the remainder.
 */
public final class Lowering {

    private final Nest nest;
    private final List<Tile> tiles = new ArrayList<>();
    private final Optional<Expression.Reduction> reduction;
    private final Reducer reducer;
    private final int firstReduction;
    private final Edges edges;
    private final Grid grid;
    private final Staging staging;
    private final String accumulators;
    private final Optional<Partials> partials;
    private final Optional<Partials> maxima;
    private final StatementLowering leaves;

    private Lowering(Nest nest) throws IllegalTransformationException {
        this.nest = nest;
        for (Staged staged : nest.staged()) {
            tiles.add(Tile.of(nest, staged));
        }
        reduction = nest.reduction();
        reducer = reduction.map(Expression.Reduction::reducer).orElse(Reducer.SUM);
        firstReduction = nest.firstReduction();
        edges = new Edges(nest);
        grid = new Grid(nest);
        staging = new Staging(nest, tiles, edges, grid.groupSize());
        leaves = new StatementLowering(nest, tiles, edges);
        accumulators = new Identifiers(nest).own("acc");
        partials = GroupReduction.of(nest).map(shared -> Partials.of(nest, nest.name(), shared));
        maxima = Online.maximum(nest)
                .flatMap(running -> GroupReduction.of(nest)
                        .map(shared -> Partials.of(nest, running.target().tensor(), shared)));
    }

    /**
     * Lowers the nests of one launch.
     *
     * @param entry the name of the entry point
     * @param stages the nests, in the order in which each group computes them
     * @throws IllegalTransformationException if an operand cannot be staged after all
     */
    public static Procedure lower(String entry, List<Nest> stages) throws IllegalTransformationException {
        List<Procedure> earlier = new ArrayList<>();
        for (Nest nest : stages.subList(0, stages.size() - 1)) {
            earlier.add(lower(entry, nest));
        }
        return lower(entry, stages.getLast()).after(earlier);
    }

    private static Procedure lower(String entry, Nest nest) throws IllegalTransformationException {
        Lowering lowering = new Lowering(nest);
        Code body = lowering.kernel();
        return new Procedure(
                entry,
                nest,
                lowering.tiles,
                Stream.concat(lowering.maxima.stream(), lowering.partials.stream())
                        .toList(),
                body,
                lowering.grid.groups(),
                lowering.grid.items(),
                List.of(),
                Requirements.of(nest),
                lowering.assumptions());
    }

    /** Returns what decided how this nest was lowered, beyond what a problem must satisfy; its code must be there by then. */
    private List<SizeCondition> assumptions() {
        Set<SizeCondition> assumptions = new LinkedHashSet<>(Requirements.assumptions(nest));
        assumptions.addAll(grid.assumptions());
        assumptions.addAll(edges.assumptions());
        return List.copyOf(assumptions);
    }

    private Code kernel() {
        List<Code> statements = new ArrayList<>(grid.definitions());
        int inside = (int) nest.loops().stream().filter(Loop::bound).count();
        Context context = Context.start(nest, grid.merged());
        List<Less> early = edges.boundGuards(context);
        Code body = loopsFrom(inside, context);
        statements.add(leaves.meets() ? body : StatementLowering.where(early, body));
        return new Code.Block(statements);
    }

    /** Lowers the loops from {@code position} inwards, and what surrounds them. */
    private Code loopsFrom(int position, Context context) {
        if (edges.versionAt(context, position)) {
            List<Less> whole = edges.wholeTile(context, position, leaves.meets());
            return new Code.If(
                    whole,
                    loopsFrom(position, context.checked(edges.versioned(), Context.Mode.FULL)),
                    loopsFrom(position, context.checked(edges.versioned(), Context.Mode.EDGE)));
        }
        boolean accumulates = accumulatesAt(position);
        if (position == firstReduction && reduction.isPresent() && !accumulates && !context.initialised()) {
            return inTargetTensor(position, context.initialise());
        }
        if (accumulates && context.registers().isEmpty()) {
            return StatementLowering.where(edges.begins(context), inRegisters(position, context));
        }
        if (position == nest.loops().size()) {
            return leaves.leaf(context);
        }
        if (Fragment.of(nest).isPresent()
                && nest.loops()
                        .get(position)
                        .name()
                        .equals(Fragment.of(nest).get().halves())) {
            return leaves.fragment(Fragment.of(nest).get(), context);
        }
        Loop loop = nest.loops().get(position);
        if (RegisterTranspose.lanes(loop, nest, context)) {
            return leaves.leaf(context);
        }
        Optional<RegisterTranspose> square =
                RegisterTranspose.at(nest, context).filter(found -> found.position() == position);
        if (square.isPresent()) {
            List<Code> statements = new ArrayList<>(square.get().load(context));
            statements.add(loop(loop, position, context));
            return new Code.Scope(statements);
        }
        return loop(loop, position, context);
    }

    private boolean accumulatesAt(int position) {
        return position < nest.loops().size()
                && nest.accumulateAt()
                        .filter(nest.loops().get(position).name()::equals)
                        .isPresent();
    }

    private Code loop(Loop loop, int position, Context context) {
        Optional<List<Less>> next = Optional.of(context.next(loop));
        if (hoistsAt(position, context)) {
            List<Code> statements = new ArrayList<>(leaves.definitions(context));
            statements.add(loop(loop, position, context.hoist()));
            return new Code.Scope(statements);
        }
        boolean peels = edges.peels(loop) && context.mode(loop) == Context.Mode.UNCHECKED;
        if (!peels) {
            Code body = body(loop, position, context, context.entering(loop), next);
            return staging.entering(loop, context, context.loop(loop, false, body));
        }
        Context whole = context.checked(List.of(loop.axis()), Context.Mode.FULL).entering(loop);
        Context rest = context.checked(List.of(loop.axis()), Context.Mode.EDGE).entering(loop);
        Code main = context.loop(loop, true, body(loop, position, context, whole, next));
        Code remainder = new Code.Scope(List.of(
                new Code.DefineRemainder(loop.name(), nest.axis(loop).extent(), loop.step()),
                body(loop, position, context, rest, Optional.empty())));
        return staging.entering(loop, context, new Code.Block(List.of(main, remainder)));
    }

    private boolean hoistsAt(int position, Context context) {
        return !context.hoisted()
                && Hoist.at(nest)
                        .filter(nest.loops().get(position).name()::equals)
                        .isPresent();
    }

    private Code body(Loop loop, int position, Context outside, Context inside, Optional<List<Less>> next) {
        return staging.iteration(loop, outside, inside, next, loopsFrom(position + 1, inside));
    }

    /** Tells whether a tile is copied by a loop from {@code position} inwards, so that all work-items of a group are together here. */
    private boolean copiesFrom(int position) {
        return tiles.stream().anyMatch(tile -> nest.position(tile.staged().at()) >= position);
    }

    /** The reduction with its partial results in the target tensor. */
    private Code inTargetTensor(int position, Context context) {
        List<Loop> parallel = parallelFrom(position);
        List<Code> statements = new ArrayList<>();
        statements.add(results(
                parallel, context, context, inner -> leaves.store(new Value.Constant(reducer.identity()), inner)));
        if (grid.groupSize() > 1
                && copiesFrom(position)
                && !edges.boundGuards(context).isEmpty()) {
            // PoCL 3.1 drops work-items that take a branch between two barriers of a loop; this one sets the branch
            // apart. It stands twice since PoCL puts another barrier into the first copy's branch where a block has a
            // barrier and a branch and nothing else (docs/backends.md).
            statements.add(new Code.Barrier(false));
            statements.add(new Code.Barrier(false));
        }
        statements.add(loopsFrom(position, context));
        if (!(nest.statement().value() instanceof Expression.Reduction)) {
            statements.add(results(
                    parallel,
                    context,
                    context,
                    inner -> leaves.store(leaves.finish(leaves.loadTarget(inner), inner), inner)));
        }
        return new Code.Block(statements);
    }

    /** The reduction with its partial results in registers. */
    private Code inRegisters(int position, Context outside) {
        Registers registers = edges.registers(outside, accumulators);
        boolean hoists = hoistsAt(position, outside);
        List<Code> statements = new ArrayList<>(hoists ? leaves.definitions(outside) : List.of());
        Context context = (hoists ? outside.hoist() : outside).accumulate(registers);
        statements.addAll(begin(registers, new Value.Constant(reducer.identity()), context));
        Optional<OnlineNormalizer> running = Online.maximum(nest).map(maximum -> OnlineNormalizer.of(nest, registers));
        running.ifPresent(both ->
                statements.addAll(begin(both.maxima(), OnlineNormalizer.lowest(nest.type(nest.name())), context)));
        statements.add(loopsFrom(position, context));
        if (running.isPresent()) {
            statements.addAll(complete(running.get(), context));
            return new Code.Scope(statements);
        }
        if (partials.isPresent()) {
            Partials array = partials.get();
            Over over = statement -> over(registers.held(), context, statement);
            statements.addAll(array.combined(reducer, over, inner -> result(registers, inner)));
            statements.add(StatementLowering.where(
                    List.of(array.leads()),
                    over.each(inner -> leaves.store(leaves.finish(array.result(inner), inner), inner))));
            return new Code.Scope(statements);
        }
        statements.add(results(registers.held(), outside, context, inner -> {
            Value result = result(registers, inner);
            return position == firstReduction
                    ? leaves.store(leaves.finish(result, inner), inner)
                    : leaves.store(new Value.Combine(reducer, leaves.loadTarget(inner), result), inner);
        }));
        return new Code.Scope(statements);
    }

    /** Returns the statements that declare accumulators and set them. */
    private List<Code> begin(Registers registers, Value identity, Context context) {
        List<Code> statements = new ArrayList<>(registers.declarations());
        statements.add(over(registers.held(), context, inner -> {
            Code set = new Code.SetAccumulator(registers.accumulator(inner), identity);
            return registers.tail()
                    ? new Code.Block(List.of(set, new Code.SetAccumulator(registers.tailAccumulator(inner), identity)))
                    : set;
        }));
        return statements;
    }

    /** Returns the statements that bring all parts of a sum to one maximum, and store both. */
    private List<Code> complete(OnlineNormalizer running, Context context) {
        Expression.Access maximum = Online.maximum(nest).orElseThrow().target();
        Over over = statement -> over(running.sums().held(), context, statement);
        boolean folds = lanesReduce();
        if (partials.isEmpty()) {
            return List.of(over.each(inner -> {
                Value own = running.maximum(inner, folds);
                Value.Local top = new Value.Local(running.highest(), own.lanes());
                boolean single = own instanceof Value.Accumulator;
                List<Code> both = new ArrayList<>();
                if (!single) {
                    both.add(new Code.Define(top, own));
                }
                both.add(leaves.store(maximum, single ? own : top, inner));
                both.add(leaves.store(running.sum(inner, single ? own : top, folds), inner));
                return new Code.Scope(both);
            }));
        }
        Partials tops = maxima.orElseThrow();
        Partials sums = partials.get();
        List<Code> statements = new ArrayList<>();
        statements.addAll(tops.combined(Reducer.MAX, over, inner -> running.maximum(inner, folds)));
        statements.addAll(sums.combined(Reducer.SUM, over, inner -> running.sum(inner, tops.result(inner), folds)));
        statements.add(StatementLowering.where(
                List.of(sums.leads()),
                over.each(inner -> new Code.Block(List.of(
                        leaves.store(maximum, tops.result(inner), inner), leaves.store(sums.result(inner), inner))))));
        return statements;
    }

    /**
     * Lowers loops around a statement that stores results. Where a tile is computed whole though it may reach over the end, only what
     * lies inside is stored of one that does.
     *
     * @param outside the place around them at which it is known which tiles are whole
     * @param context the place around them
     */
    private Code results(List<Loop> loops, Context outside, Context context, Function<Context, Code> store) {
        List<String> cut = edges.reachedOver(loops, outside);
        if (cut.isEmpty()) {
            return over(loops, context, store);
        }
        Context whole = context.checked(cut, Context.Mode.FULL);
        return new Code.If(
                cut.stream().map(axis -> edges.wholeAlong(axis, context)).toList(),
                over(loops, whole, store),
                resultsInside(cut, loops, whole, store));
    }

    /**
     * Lowers the stores of a tile that reaches over the end of axes. Lanes along one of them go by way of an array, since registers
     * cannot be taken by number.
     */
    private Code resultsInside(List<String> cut, List<Loop> loops, Context context, Function<Context, Code> store) {
        Context edge = context.checked(cut, Context.Mode.EDGE);
        if (context.registers().isEmpty()) {
            return over(loops, edge, store);
        }
        Registers registers = context.registers().get();
        Optional<Loop> lanes = nest.vectorLoop().filter(loop -> cut.contains(loop.axis()));
        if (lanes.isEmpty()) {
            return over(
                    loops,
                    context,
                    inner -> StatementLowering.where(
                            cut.stream()
                                    .map(axis -> new Less(
                                            inner.value(axis), nest.axis(axis).extent()))
                                    .toList(),
                            store.apply(inner)));
        }
        List<Loop> all = Stream.concat(loops.stream(), lanes.stream()).toList();
        return new Code.Scope(List.of(
                registers.declareLanes(),
                over(
                        loops,
                        context,
                        inner -> new Code.SetLanes(registers.firstLane(inner), registers.accumulator(inner))),
                over(all, edge, store)));
    }

    /** Returns what a work-item has accumulated for one result, or for a vector of them. */
    private Value result(Registers registers, Context context) {
        Optional<Loop> lanes =
                nest.vectorLoop().filter(loop -> registers.lanes() > 1 && !nest.reduces(loop) && !context.full(loop));
        if (lanes.isPresent()) {
            return registers.lane(context, lanes.get());
        }
        Value result = registers.accumulator(context);
        if (result.lanes() > 1 && lanesReduce()) {
            result = new Value.Fold(reducer, result);
        }
        return registers.tail() ? new Value.Combine(reducer, result, registers.tailAccumulator(context)) : result;
    }

    /** Writes a statement for each result that a work-item holds. */
    public interface Over {
        Code each(Function<Context, Code> statement);
    }

    private boolean lanesReduce() {
        return nest.vectorLoop().filter(nest::reduces).isPresent();
    }

    private List<Loop> parallelFrom(int position) {
        return nest.loops().subList(position, nest.loops().size()).stream()
                .filter(loop -> !nest.reduces(loop))
                .toList();
    }

    /** Lowers loops around a statement, without accumulators, tiles or versions. */
    private Code over(List<Loop> loops, Context context, Function<Context, Code> statement) {
        if (loops.isEmpty()) {
            return statement.apply(context);
        }
        Loop loop = loops.getFirst();
        List<Loop> rest = loops.subList(1, loops.size());
        if (RegisterTranspose.lanes(loop, nest, context)) {
            return over(rest, context, statement);
        }
        return context.loop(loop, false, over(rest, context.entering(loop), statement));
    }
}
