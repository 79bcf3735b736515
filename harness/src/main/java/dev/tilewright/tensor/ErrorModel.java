package dev.tilewright.tensor;

import static dev.tilewright.tensor.ExpressionAlgebra.call;
import static dev.tilewright.tensor.ExpressionAlgebra.magnitude;
import static dev.tilewright.tensor.ExpressionAlgebra.max;
import static dev.tilewright.tensor.ExpressionAlgebra.minus;
import static dev.tilewright.tensor.ExpressionAlgebra.number;
import static dev.tilewright.tensor.ExpressionAlgebra.plus;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Condition.Comparator;
import dev.tilewright.tensor.Expression.Condition.Comparison;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Negation;
import dev.tilewright.tensor.Expression.Select;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Bounds how far an honest kernel may be from the reference, element by element: for every tensor that a computation assigns, a bound
 * that follows from the expression, from the precision of its operands, from the lengths of its sums and from the magnitudes of what is
 * in memory.
 *
 * <p>The bounds are themselves tensor expressions, derived once for each problem by {@link ErrorRules} and {@link FunctionErrors}. So they
 * are computed beside the values by the same compiled loops, for whole tensors or for single elements.
 */
public final class ErrorModel {

    /** A bound from here on says nothing: a kernel may overflow, or lose all digits. */
    private static final double MEANINGLESS = 1e200;

    /**
     * How far the elements of a tensor may be off: {@code relative · |value| + absolute}, and what the tensor {@code rest} holds for each.
     *
     * @param relative the part that is proportional to the value
     * @param absolute the part that is the same everywhere: what may be lost by flushing small numbers to zero
     * @param rest the name of the tensor of the part that is computed; empty if there is none
     */
    public record ErrorBound(double relative, double absolute, String rest) {

        /**
         * Returns the bound of one element; infinite if there is none, as an honest kernel may overflow there or lose all its digits.
         *
         * @param value its value
         * @param more what {@code rest} holds for it; 0 if there is no such tensor
         */
        public double of(double value, double more) {
            double bound = relative * Math.abs(value) + absolute + more;
            return bound < MEANINGLESS ? bound : Double.POSITIVE_INFINITY;
        }
    }

    private final Computation given;
    private final Map<String, Precision> precisions;
    private final Map<String, Long> sizes;
    private final Precision real;
    private final SequencedMap<String, List<Affine>> shapes;
    private final List<Statement> statements = new ArrayList<>();
    private final Map<String, Bound> bounds = new HashMap<>();
    private final Set<String> neverNegative = new HashSet<>();
    private final SequencedMap<String, ErrorBound> outputBounds = new LinkedHashMap<>();
    private final Computation computation;

    private ErrorModel(Computation given, Map<String, Precision> precisions, Map<String, Long> sizes) {
        this.given = given;
        this.precisions = new HashMap<>(precisions);
        this.sizes = Map.copyOf(sizes);
        real = precisions.containsValue(Precision.SINGLE) || !precisions.containsValue(Precision.DOUBLE)
                ? Precision.SINGLE
                : Precision.DOUBLE;
        shapes = new LinkedHashMap<>(given.shapes());
        for (Statement statement : given.statements()) {
            for (Statement simple : new ReductionSplitter(statement, shapes).statements()) {
                add(simple);
            }
        }
        List<String> outputs = new ArrayList<>(given.outputs());
        outputBounds.values().stream()
                .map(ErrorBound::rest)
                .filter(rest -> !rest.isEmpty())
                .forEach(outputs::add);
        computation = new Computation(given.sizes(), shapes, outputs, statements, given.whole());
    }

    /**
     * Derives the bounds of a computation.
     *
     * @param precisions the precision of every input and output; that of an intermediate follows from what it is assigned
     * @param sizes the value of every size
     */
    public static ErrorModel of(Computation computation, Map<String, Precision> precisions, Map<String, Long> sizes) {
        return new ErrorModel(computation, precisions, sizes);
    }

    /** Returns the computation as it was given. */
    public Computation given() {
        return given;
    }

    /** Returns the computation with more statements and more outputs, those of the bounds. */
    public Computation computation() {
        return computation;
    }

    /** Returns the outputs of the computation that was given, in its order, each with the bound of its elements. */
    public SequencedMap<String, ErrorBound> outputs() {
        return outputBounds;
    }

    /** Returns the precision of a tensor. */
    public Precision precision(String tensor) {
        Precision precision = precisions.get(tensor);
        if (precision == null) {
            throw new IllegalArgumentException("the precision of %s is not known".formatted(tensor));
        }
        return precision;
    }

    private void add(Statement statement) {
        Access target = statement.target();
        String tensor = target.tensor();
        Expression value = statement.value();
        StatementTensors known = new StatementTensors(statement);
        ErrorRules rules = new ErrorRules(known);
        Precision computed = rules.precision(value);
        Precision kept = precisions.computeIfAbsent(tensor, _ -> computed);
        statements.add(statement);
        if (rules.neverNegative(value)) {
            neverNegative.add(tensor);
        }
        boolean output = given.outputs().contains(tensor);
        Bound bound = stored(rules, value, target, computed, kept);
        if (!output && !bound.isExact()) {
            bound = bound.plusRest(rules.overflow(magnitude(target), kept));
        }
        String rest = "";
        if (!bound.isRelative()) {
            rest = "error of " + tensor;
            shapes.put(rest, List.copyOf(shapes.getOrDefault(tensor, List.of())));
            Expression error = ExpressionAlgebra.replaced(bound.rest(), value, target);
            statements.add(new Statement(new Access(rest, target.indices()), error, statement.extents()));
        }
        bounds.put(tensor, bound);
        if (output) {
            double absolute = kept.negligible() * longestReduction(statement);
            outputBounds.put(tensor, new ErrorBound(bound.relative(), absolute, rest));
        }
    }

    /** Returns the bound of what is in memory, after a conversion to the type that a tensor is kept in. */
    private Bound stored(ErrorRules rules, Expression value, Access target, Precision computed, Precision kept) {
        if (kept == Precision.WHOLE && computed != Precision.WHOLE) {
            Expression error = rules.bound(value).total(value);
            return Bound.of(max(
                    magnitude(minus(target, truncated(minus(value, error)))),
                    magnitude(minus(target, truncated(plus(value, error))))));
        }
        Bound bound = rules.operand(value, kept);
        return computed == Precision.DOUBLE && kept == Precision.SINGLE ? bound.plusRelative(kept.unit()) : bound;
    }

    private static Expression truncated(Expression value) {
        return new Select(
                new Comparison(Comparator.LESS, value, number(0)),
                new Negation(call(Function.FLOOR, new Negation(value))),
                call(Function.FLOOR, value));
    }

    private double longestReduction(Statement statement) {
        double all = 1;
        for (Affine extent : statement.extents().values()) {
            all *= extent.evaluate(sizes);
        }
        for (String free : statement.freeIndices()) {
            Affine extent = statement.extents().get(free);
            all /= extent == null ? 1 : extent.evaluate(sizes);
        }
        return all;
    }

    /** What one statement knows of the tensors before it. */
    private final class StatementTensors implements ErrorRules.Tensors {

        private final Statement statement;

        StatementTensors(Statement statement) {
            this.statement = statement;
        }

        @Override
        public Precision precision(String tensor) {
            return ErrorModel.this.precision(tensor);
        }

        @Override
        public Bound bound(Access access) {
            Bound bound = bounds.getOrDefault(access.tensor(), Bound.EXACT);
            return bound.isRelative()
                    ? bound
                    : new Bound(bound.relative(), new Access("error of " + access.tensor(), access.indices()));
        }

        @Override
        public Precision real() {
            return real;
        }

        @Override
        public double count(List<String> indices) {
            double count = 1;
            for (String index : indices) {
                count *= extent(index);
            }
            return count;
        }

        @Override
        public double largest(IndexValue value) {
            double largest = Math.abs((double) value.value().constant());
            for (Map.Entry<String, Long> term : value.value().coefficients().entrySet()) {
                largest += Math.abs((double) term.getValue()) * extent(term.getKey());
            }
            return largest;
        }

        /** Returns how far an index runs, or the value of a size. */
        private double extent(String name) {
            Affine extent = statement.extents().get(name);
            return extent == null ? Affine.name(name).evaluate(sizes) : extent.evaluate(sizes);
        }

        @Override
        public boolean neverNegative(String tensor) {
            return neverNegative.contains(tensor);
        }

        @Override
        public Precision accumulator() {
            return precisions.getOrDefault(statement.target().tensor(), real);
        }
    }
}
