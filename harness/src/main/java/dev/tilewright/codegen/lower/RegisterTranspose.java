package dev.tilewright.codegen.lower;

import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.TransposeLanes;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The innermost two loops of a nest whose operands are transposed in registers, where no edge of the domain cuts them.
 *
 * @param nest the nest
 * @param rows the loop along which an operand's elements are neighbours; its iterations are the vectors of the transposed square
 * @param columns the loop whose iterations are the lanes
 */
record RegisterTranspose(Nest nest, Loop rows, Loop columns) {

    /** Returns the square of a place in a nest; empty where nothing is transposed, or an edge cuts it. */
    static Optional<RegisterTranspose> at(Nest nest, Context context) {
        if (TransposeLanes.transposed(nest).isEmpty()) {
            return Optional.empty();
        }
        RegisterTranspose square = of(nest);
        return context.full(square.rows) && context.full(square.columns) ? Optional.of(square) : Optional.empty();
    }

    private static RegisterTranspose of(Nest nest) {
        int count = nest.loops().size();
        return new RegisterTranspose(
                nest, nest.loops().get(count - 2), nest.loops().get(count - 1));
    }

    /** Tells whether a loop whose iterations are lanes has them at a place: all of them, and operands that are transposed if need be. */
    static boolean lanes(Loop loop, Nest nest, Context context) {
        return loop.kind() == Loop.Kind.VECTOR
                && context.full(loop)
                && (TransposeLanes.transposed(nest).isEmpty()
                        || at(nest, context).isPresent());
    }

    /** Returns where the loops of the square begin among those of the nest. */
    int position() {
        return nest.position(rows.name());
    }

    /** Tells whether an element is read from a transposed square. */
    boolean holds(Expression.Access read) {
        return TransposeLanes.transposed(nest).contains(read.tensor());
    }

    /** Returns the lanes of an element inside of the loops: a vector of the transposed square. */
    Value.Accumulator column(Expression.Access read, Context inside) {
        return vector(read, inside.number(rows));
    }

    private Value.Accumulator vector(Expression.Access read, Affine number) {
        return new Value.Accumulator(name(read), List.of(number), lanes());
    }

    private int lanes() {
        return (int) columns.trips().orElseThrow();
    }

    private String name(Expression.Access read) {
        return new Identifiers(nest).own(read.tensor() + "_square");
    }

    /** Reads the squares and transposes them, outside of the two loops. */
    List<Code> load(Context outside) {
        List<Code> statements = new ArrayList<>();
        for (Expression.Access read : new LinkedHashSet<>(nest.reads())) {
            if (holds(read)) {
                Affine row = Affine.name(rows.name());
                List<Affine> indices = new ArrayList<>();
                List<Affine> corner = new ExpressionLowering(nest, List.of(), outside).indices(read);
                for (int d = 0; d < corner.size(); d++) {
                    long step = read.indices().get(d).coefficient(columns.axis());
                    indices.add(corner.get(d).plus(row.times(step)));
                }
                statements.add(new Code.DeclareAccumulators(name(read), List.of((long) lanes()), lanes()));
                List<Code> load = new ArrayList<>();
                new LineHints(nest).beside(read, indices).ifPresent(load::add);
                load.add(new Code.SetAccumulator(vector(read, row), new Value.Load(read.tensor(), indices, lanes())));
                statements.add(new Code.For(
                        rows.name(),
                        new Code.Limit(Affine.constant(lanes()), 1),
                        1,
                        Optional.empty(),
                        true,
                        load.size() == 1 ? load.getFirst() : new Code.Block(load)));
                statements.add(new Code.TransposeRegisters(name(read), lanes()));
            }
        }
        return statements;
    }
}
