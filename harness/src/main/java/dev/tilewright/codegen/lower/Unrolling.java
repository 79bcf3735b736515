package dev.tilewright.codegen.lower;

import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes out unrolled loops, for languages whose compilers cannot be told to. */
final class Unrolling {

    private Unrolling() {}

    /** Returns {@code code} without unrolled loops. */
    static Code of(Code code) {
        return switch (code) {
            case Code.Block(var statements) ->
                new Code.Block(statements.stream().map(Unrolling::of).toList());
            case Code.Scope(var statements) ->
                new Code.Scope(statements.stream().map(Unrolling::of).toList());
            case Code.For loop
            when loop.unrolled() -> {
                Code body = of(loop.body());
                List<Code> copies = new ArrayList<>();
                for (long i = 0; i < loop.to().extent().constant(); i += loop.step()) {
                    copies.add(new Substitution(loop.variable(), Affine.constant(i)).in(body));
                }
                yield new Code.Block(copies);
            }
            case Code.For(String variable, Affine from, var to, long step, var guard, var _, Code body) ->
                new Code.For(variable, from, to, step, guard, false, of(body));
            case Code.If(var conditions, Code then, Code otherwise) -> new Code.If(conditions, of(then), of(otherwise));
            case Code.Halving(String variable, long from, Code body) -> new Code.Halving(variable, from, of(body));
            default -> code;
        };
    }

    /** A variable and what is put in its place. */
    record Substitution(String variable, Affine by) {

        Code in(Code code) {
            return switch (code) {
                case Code.Block(var statements) ->
                    new Code.Block(statements.stream().map(this::in).toList());
                case Code.Scope(var statements) ->
                    new Code.Scope(statements.stream().map(this::in).toList());
                case Code.For(
                        String name,
                        Affine from,
                        Code.Limit(Affine extent, long multiple),
                        long step,
                        var guard,
                        boolean unrolled,
                        Code body) ->
                    new Code.For(
                            name,
                            in(from),
                            new Code.Limit(in(extent), multiple),
                            step,
                            guard.flatMap(less -> Optional.of(in(less))),
                            unrolled,
                            in(body));
                case Code.If(var conditions, Code then, Code otherwise) ->
                    new Code.If(conditions.stream().map(this::in).toList(), in(then), in(otherwise));
                case Code.SetAccumulator(var accumulator, Value value) ->
                    new Code.SetAccumulator(in(accumulator), in(value));
                case Code.FoldAccumulator(var accumulator, var reducer, Value value) ->
                    new Code.FoldAccumulator(in(accumulator), reducer, in(value));
                case Code.Define(var local, Value value) -> new Code.Define(local, in(value));
                case Code.SetLanes(var first, var vector) -> new Code.SetLanes(in(first), in(vector));
                case Code.SetPartial(var partial, Value value) -> new Code.SetPartial(in(partial), in(value));
                case Code.Halving(String name, long from, Code body) -> new Code.Halving(name, from, in(body));
                case Code.Store(String tensor, var indices, Value value, int lanes) ->
                    new Code.Store(tensor, all(indices), in(value), lanes);
                case Code.MultiplyFragments(String accumulators, var place, var left, var right) ->
                    new Code.MultiplyFragments(
                            accumulators,
                            all(place),
                            left.stream().map(this::in).toList(),
                            right.stream().map(this::in).toList());
                case Code.PrefetchLine(String tensor, var indices) -> new Code.PrefetchLine(tensor, all(indices));
                case Code.DefineLesser(String name, Affine first, Affine second) ->
                    new Code.DefineLesser(name, in(first), in(second));
                case Code.DefineFromGrid _,
                        Code.DefineRemainder _,
                        Code.DeclareAccumulators _,
                        Code.TransposeRegisters _,
                        Code.CopyTile _,
                        Code.DeclareNext _,
                        Code.DefineBuffer _,
                        Code.Barrier _ -> code;
            };
        }

        private Code.Less in(Code.Less less) {
            return new Code.Less(in(less.left()), in(less.right()));
        }

        private Affine in(Affine affine) {
            return affine.substitute(variable, by);
        }

        private List<Affine> all(List<Affine> indices) {
            return indices.stream().map(this::in).toList();
        }

        private Value.Accumulator in(Value.Accumulator accumulator) {
            return new Value.Accumulator(accumulator.name(), all(accumulator.indices()), accumulator.lanes());
        }

        private Value.Partial in(Value.Partial partial) {
            return new Value.Partial(partial.array(), all(partial.indices()));
        }

        Value in(Value value) {
            return switch (value) {
                case Value.Constant _, Value.Local _ -> value;
                case Value.IndexValue(Affine index, boolean wide) -> new Value.IndexValue(in(index), wide);
                case Value.Load(String tensor, var indices, int lanes) -> new Value.Load(tensor, all(indices), lanes);
                case Value.TileLoad(String tensor, var extents, var indices, int lanes) ->
                    new Value.TileLoad(tensor, extents, all(indices), lanes);
                case Value.Accumulator accumulator -> in(accumulator);
                case Value.Partial partial -> in(partial);
                case Value.Fold(var reducer, Value vector) -> new Value.Fold(reducer, in(vector));
                case Value.Combine(var reducer, Value left, Value right) ->
                    new Value.Combine(reducer, in(left), in(right));
                case Value.Negation(Value operand) -> new Value.Negation(in(operand));
                case Value.Binary(var operator, Value left, Value right) ->
                    new Value.Binary(operator, in(left), in(right));
                case Value.Call(var function, var arguments) ->
                    new Value.Call(function, arguments.stream().map(this::in).toList());
                case Value.Choice(var condition, Value whenTrue, Value whenFalse) ->
                    new Value.Choice(in(condition), in(whenTrue), in(whenFalse));
            };
        }

        private Value.Truth in(Value.Truth truth) {
            return switch (truth) {
                case Value.Truth.Comparison(var comparator, Value left, Value right) ->
                    new Value.Truth.Comparison(comparator, in(left), in(right));
                case Value.Truth.And(var left, var right) -> new Value.Truth.And(in(left), in(right));
                case Value.Truth.Or(var left, var right) -> new Value.Truth.Or(in(left), in(right));
                case Value.Truth.Not(var operand) -> new Value.Truth.Not(in(operand));
            };
        }
    }
}
