package dev.tilewright.tensor;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Call;
import dev.tilewright.tensor.Expression.Constant;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Negation;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.Expression.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gives every reduction of a statement that is always needed a statement of its own, so that a bound that mentions its value several
 * times does not compute it several times. A reduction in a branch of a {@code select} stays where it is, as the branch may guard it.
 */
final class ReductionSplitter {

    private final Statement statement;
    private final Map<String, List<Affine>> shapes;
    private final List<Statement> split = new ArrayList<>();

    /**
     * Takes a statement.
     *
     * @param shapes the shapes of all tensors, to which those of new ones are added
     */
    ReductionSplitter(Statement statement, Map<String, List<Affine>> shapes) {
        this.statement = statement;
        this.shapes = shapes;
    }

    /** Returns statements that together compute the same, in order. */
    List<Statement> statements() {
        if (statement.value() instanceof Reduction) {
            return List.of(statement);
        }
        Expression value = rewritten(statement.value());
        split.add(new Statement(statement.target(), value, statement.extents()));
        return split;
    }

    private Expression rewritten(Expression value) {
        return switch (value) {
            case Reduction reduction -> extracted(reduction);
            case Negation(Expression operand) -> new Negation(rewritten(operand));
            case Binary(var operator, Expression left, Expression right) ->
                new Binary(operator, rewritten(left), rewritten(right));
            case Call(var function, List<Expression> arguments) ->
                new Call(function, arguments.stream().map(this::rewritten).toList());
            case Select _, Constant _, IndexValue _, Access _ -> value;
        };
    }

    private Access extracted(Reduction reduction) {
        for (Statement known : split) {
            if (known.value().equals(reduction)) {
                return known.target();
            }
        }
        Access target = statement.target();
        String name = "reduction %d of %s".formatted(split.size() + 1, target.tensor());
        Access access = new Access(name, target.indices());
        shapes.put(name, List.copyOf(shapes.getOrDefault(target.tensor(), List.of())));
        split.add(new Statement(access, reduction, statement.extents()));
        return access;
    }
}
