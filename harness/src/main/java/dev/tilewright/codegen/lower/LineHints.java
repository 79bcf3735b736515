package dev.tilewright.codegen.lower;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.LineHint;
import dev.tilewright.loops.transform.PrefetchLines;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** The hints that stand beside reads of operands whose lines are asked for before they are needed. */
final class LineHints {

    private final Nest nest;

    LineHints(Nest nest) {
        this.nest = nest;
    }

    /**
     * Returns the hint beside a read of an element; empty where there is none.
     *
     * @param indices the element that is read
     */
    Optional<Code> beside(Expression.Access read, List<Affine> indices) {
        return Optional.ofNullable(PrefetchLines.hints(nest).get(read.tensor())).map(hint -> {
            Loop loop = loop(hint);
            List<Affine> later = new ArrayList<>();
            for (int d = 0; d < indices.size(); d++) {
                long coefficient = read.indices().get(d).coefficient(loop.axis());
                later.add(indices.get(d).plus(Affine.constant(coefficient * loop.step() * hint.distance())));
            }
            return new Code.PrefetchLine(read.tensor(), later);
        });
    }

    private Loop loop(LineHint hint) {
        try {
            return nest.loop(hint.loop());
        } catch (IllegalTransformationException e) {
            throw new IllegalStateException("a hint for a loop that is gone", e);
        }
    }

    /** Returns the hints beside all reads of a statement, but those of squares that are transposed in registers. */
    List<Code> beside(Context context) {
        ExpressionLowering values = new ExpressionLowering(nest, List.of(), context);
        Optional<RegisterTranspose> square = RegisterTranspose.at(nest, context);
        List<Code> hints = new ArrayList<>();
        for (Expression.Access read : new LinkedHashSet<>(nest.reads())) {
            if (square.isEmpty() || !square.get().holds(read)) {
                beside(read, values.indices(read)).ifPresent(hints::add);
            }
        }
        return hints;
    }
}
