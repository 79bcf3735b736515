package dev.tilewright.codegen.lower;

import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Tile;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lowers the right-hand side of a statement at one place in its nest. */
final class ExpressionLowering {

    private final Nest nest;
    private final List<Tile> tiles;
    private final Context context;
    private final Optional<Value> result;

    ExpressionLowering(Nest nest, List<Tile> tiles, Context context) {
        this(nest, tiles, context, Optional.empty());
    }

    private ExpressionLowering(Nest nest, List<Tile> tiles, Context context, Optional<Value> result) {
        this.nest = nest;
        this.tiles = tiles;
        this.context = context;
        this.result = result;
    }

    /** Returns a lowering that puts {@code value} in the place of the reduction. */
    ExpressionLowering replacing(Value value) {
        return new ExpressionLowering(nest, List.of(), context, Optional.of(value));
    }

    Value of(Expression expression) {
        return switch (expression) {
            case Expression.Constant(double value) -> new Value.Constant(value);
            case Expression.IndexValue(Affine value, boolean wide) -> new Value.IndexValue(index(value), wide);
            case Expression.Access(String name, List<Affine> indices)
            when indices.isEmpty() -> new Value.Local(name, 1);
            case Expression.Access access -> load(access);
            case Expression.Negation(Expression operand) -> new Value.Negation(of(operand));
            case Expression.Binary(var operator, Expression left, Expression right) ->
                new Value.Binary(operator, of(left), of(right));
            case Expression.Call(var function, List<Expression> arguments) ->
                new Value.Call(function, arguments.stream().map(this::of).toList());
            case Expression.Select(Condition condition, Expression whenTrue, Expression whenFalse) ->
                new Value.Choice(of(condition), of(whenTrue), of(whenFalse));
            case Expression.Reduction _ -> result.orElseThrow();
        };
    }

    private Value.Truth of(Condition condition) {
        return switch (condition) {
            case Condition.Comparison(var comparator, Expression left, Expression right) ->
                new Value.Truth.Comparison(comparator, of(left), of(right));
            case Condition.And(Condition left, Condition right) -> new Value.Truth.And(of(left), of(right));
            case Condition.Or(Condition left, Condition right) -> new Value.Truth.Or(of(left), of(right));
            case Condition.Not(Condition operand) -> new Value.Truth.Not(of(operand));
        };
    }

    private Value load(Expression.Access access) {
        int lanes = lanesOf(access);
        Optional<RegisterTranspose> square = RegisterTranspose.at(nest, context);
        if (square.isPresent() && square.get().holds(access)) {
            return square.get().column(access, context);
        }
        for (Tile tile : tiles) {
            if (tile.staged().tensor().equals(access.tensor())) {
                return new Value.TileLoad(access.tensor(), tile.allocated(), tileIndices(tile, access), lanes);
            }
        }
        return new Value.Load(access.tensor(), indices(access), lanes);
    }

    /** Returns the indices of an element here, over the variables of loops and over sizes. */
    List<Affine> indices(Expression.Access access) {
        return access.indices().stream().map(this::index).toList();
    }

    private Affine index(Affine index) {
        Affine here = Affine.constant(index.constant());
        for (String name : index.coefficients().keySet()) {
            Affine term = nest.sizes().containsKey(name) ? Affine.name(name) : context.value(name);
            here = here.plus(term.times(index.coefficient(name)));
        }
        return here;
    }

    /** Returns the place of an element in its tile, as that lies in local memory: what the loops inside the tile add. */
    private List<Affine> tileIndices(Tile tile, Expression.Access access) {
        List<Affine> indices = new ArrayList<>();
        for (int d = 0; d < access.indices().size(); d++) {
            Affine index = access.indices().get(d);
            Affine place = Affine.constant(index.constant() - tile.base().get(d).constant());
            for (String name : index.coefficients().keySet()) {
                if (nest.sizes().containsKey(name)) {
                    continue;
                }
                for (Loop loop : nest.loopsOf(name)) {
                    if (tile.inner().contains(loop)) {
                        place = place.plus(context.term(loop).times(index.coefficient(name)));
                    }
                }
            }
            indices.add(place);
        }
        List<Affine> laidOut = new ArrayList<>(tile.laidOut(indices));
        if (tile.staged().doubled()) {
            laidOut.addFirst(
                    Affine.name(new Identifiers(nest).buffer(tile.staged().at())));
        }
        return laidOut;
    }

    /** Returns how many neighbours of an element the lanes of this place cover; 1 if they all see the same element. */
    int lanesOf(Expression.Access access) {
        return nest.vectorLoop()
                .filter(loop -> RegisterTranspose.lanes(loop, nest, context))
                .filter(loop -> access.indices().stream().anyMatch(index -> index.coefficient(loop.axis()) != 0))
                .map(loop -> (int) loop.trips().orElseThrow())
                .orElse(1);
    }
}
