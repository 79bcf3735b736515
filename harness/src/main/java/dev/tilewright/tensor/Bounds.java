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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Proves for given sizes that every access of a computation stays in its tensor.
 *
 * <p>Every index has an interval; the conditions of a {@code select} sharpen it in their branches, where they compare affine forms.
 * That is enough for padding written by hand, {@code select(i > 0 && i <= N, A[i - 1], 0)}. A proof that is not found counts as an
 * access out of bounds.
 */
public final class Bounds {

    private final Computation computation;
    private final Map<String, Long> sizes;

    private Bounds(Computation computation, Map<String, Long> sizes) {
        this.computation = computation;
        this.sizes = sizes;
    }

    /**
     * Checks a computation.
     *
     * @param sizes the value of every size
     * @throws BoundsException if an access may leave its tensor: it names the access, the dimension, and the value that the index
     *     reaches
     */
    public static void check(Computation computation, Map<String, Long> sizes) {
        Bounds bounds = new Bounds(computation, sizes);
        for (Statement statement : computation.statements()) {
            Map<String, Long> extents = new HashMap<>();
            statement.extents().forEach((index, extent) -> extents.put(index, extent.evaluate(sizes)));
            Facts facts = Facts.of(extents);
            bounds.access(statement.target(), List.of(facts));
            bounds.value(statement.value(), List.of(facts));
        }
    }

    /** Returns {@code form} with every size replaced by its value. */
    static Affine withSizes(Affine form, Map<String, Long> sizes) {
        Affine known = form;
        for (String name : form.names()) {
            Long size = sizes.get(name);
            if (size != null) {
                known = known.substitute(name, Affine.constant(size));
            }
        }
        return known;
    }

    private void value(Expression value, List<Facts> cases) {
        switch (value) {
            case Constant _ -> {}
            case IndexValue _ -> {}
            case Access access -> access(access, cases);
            case Negation(Expression operand) -> value(operand, cases);
            case Binary(var _, Expression left, Expression right) -> {
                value(left, cases);
                value(right, cases);
            }
            case Call(var _, List<Expression> arguments) -> arguments.forEach(argument -> value(argument, cases));
            case Reduction(var _, var _, Expression body) -> value(body, cases);
            case Select(Condition condition, Expression whenTrue, Expression whenFalse) -> {
                condition(condition, cases);
                value(whenTrue, where(condition, true, cases));
                value(whenFalse, where(condition, false, cases));
            }
        }
    }

    /** The right side of {@code &&} and {@code ||} is evaluated only where the left side leaves the question open. */
    private void condition(Condition condition, List<Facts> cases) {
        switch (condition) {
            case Comparison(var _, Expression left, Expression right) -> {
                value(left, cases);
                value(right, cases);
            }
            case And(Condition left, Condition right) -> {
                condition(left, cases);
                condition(right, where(left, true, cases));
            }
            case Or(Condition left, Condition right) -> {
                condition(left, cases);
                condition(right, where(left, false, cases));
            }
            case Not(Condition operand) -> condition(operand, cases);
        }
    }

    private List<Facts> where(Condition condition, boolean truth, List<Facts> cases) {
        List<Facts> refined = cases.stream()
                .flatMap(facts -> facts.where(condition, truth, sizes).stream())
                .limit(Facts.MOST_CASES + 1L)
                .toList();
        // Nested conditions multiply.
        return refined.size() > Facts.MOST_CASES ? cases : refined;
    }

    private void access(Access access, List<Facts> cases) {
        List<Affine> shape = computation.shapes().get(access.tensor());
        if (shape == null) {
            throw new IllegalArgumentException("the computation has no tensor " + access.tensor());
        }
        for (int d = 0; d < shape.size(); d++) {
            long extent = shape.get(d).evaluate(sizes);
            Affine index = access.indices().get(d);
            Affine known = withSizes(index, sizes);
            for (Facts facts : cases) {
                long least = facts.least(known);
                long greatest = -facts.least(known.times(-1));
                if (least < 0 || greatest >= extent) {
                    throw new BoundsException(
                            "%s leaves %s for %s: in dimension %d, %s reaches %d, and the dimension runs from 0 to %d"
                                    .formatted(
                                            written(access),
                                            access.tensor(),
                                            sizes,
                                            d,
                                            index,
                                            least < 0 ? least : greatest,
                                            extent - 1));
                }
            }
        }
    }

    private static String written(Access access) {
        return access.tensor() + access.indices();
    }
}
