package dev.tilewright.tensor;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Call;
import dev.tilewright.tensor.Expression.Condition;
import dev.tilewright.tensor.Expression.Condition.And;
import dev.tilewright.tensor.Expression.Condition.Comparison;
import dev.tilewright.tensor.Expression.Condition.Not;
import dev.tilewright.tensor.Expression.Condition.Or;
import dev.tilewright.tensor.Expression.Constant;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Negation;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.Expression.Select;
import java.util.ArrayList;
import java.util.List;

/** Finds the elements of tensors that an expression reads. */
public final class Accesses {

    private final List<Access> found = new ArrayList<>();

    private Accesses() {}

    /** Returns every access in {@code value}, in the order in which the text names them. */
    public static List<Access> in(Expression value) {
        Accesses accesses = new Accesses();
        accesses.collect(value);
        return accesses.found;
    }

    private void collect(Expression value) {
        switch (value) {
            case Access access -> found.add(access);
            case Negation(Expression operand) -> collect(operand);
            case Binary(var _, Expression left, Expression right) -> {
                collect(left);
                collect(right);
            }
            case Call(var _, List<Expression> arguments) -> arguments.forEach(this::collect);
            case Select(Condition condition, Expression whenTrue, Expression whenFalse) -> {
                collect(condition);
                collect(whenTrue);
                collect(whenFalse);
            }
            case Reduction(var _, var _, Expression body) -> collect(body);
            case Constant _, IndexValue _ -> {}
        }
    }

    private void collect(Condition condition) {
        switch (condition) {
            case Comparison(var _, Expression left, Expression right) -> {
                collect(left);
                collect(right);
            }
            case And(Condition left, Condition right) -> {
                collect(left);
                collect(right);
            }
            case Or(Condition left, Condition right) -> {
                collect(left);
                collect(right);
            }
            case Not(Condition operand) -> collect(operand);
        }
    }
}
