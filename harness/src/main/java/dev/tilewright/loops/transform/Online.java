package dev.tilewright.loops.transform;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.Annotation;
import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Reducer;
import dev.tilewright.tensor.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/**
 * Computes a maximum and the sum of exponentials relative to it in one pass: {@code H = max(x)} and {@code T = sum(exp(x - H))}. The
 * sum is kept relative to the largest value so far, and rescaled whenever a larger one comes (Milakov and Gimelshein, "Online
 * Normalizer Calculation for Softmax", 2018).
 *
 * <p>The nest of the maximum goes, and with it what was done to it; that of the sum computes both, in registers, over its own loops. An
 * element costs a second exponential, and is read once in place of twice.
 *
 * @param maximum the tensor of maxima
 */
public record Online(String maximum) implements Transformation {

    /** What all of these have in common. */
    public static final Kind KIND = Kind.of("online", List.of("maximum"), arguments -> new Online(arguments.text(0)))
            .proposing(Online::proposals)
            .checking(Online::check);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(maximum);
    }

    @Override
    public LoopNests apply(LoopNests nests, Nest nest, Limits limits) throws IllegalTransformationException {
        int position = nests.nests().indexOf(nest);
        if (position == 0 || !nests.nests().get(position - 1).name().equals(maximum)) {
            throw new IllegalTransformationException(
                    "%s is not computed right before %s".formatted(maximum, nest.name()));
        }
        Nest highest = nests.nests().get(position - 1);
        for (List<Nest> launch : nests.launches()) {
            if (launch.size() > 1 && (launch.contains(highest) || launch.contains(nest))) {
                throw new IllegalTransformationException(
                        "%s or %s is computed in one launch with other stages; stages are fused last"
                                .formatted(maximum, nest.name()));
            }
        }
        if (maximum(nest).isPresent() || !belongTogether(highest, nest)) {
            throw new IllegalTransformationException(
                    "%s is not a sum of exponentials of the same values as %s is the maximum of, less that maximum"
                            .formatted(nest.name(), maximum));
        }
        Nest both = nest.annotated(new Running(renamed(highest, nest)));
        if (both.accumulateAt().isEmpty()) {
            both = both.accumulatingAt(both.loops().get(both.firstReduction()).name());
        }
        List<Nest> kept = new ArrayList<>(nests.nests());
        kept.set(position, both);
        kept.remove(position - 1);
        Computation computation = nests.computation();
        List<Statement> statements =
                kept.stream().flatMap(each -> each.statements().stream()).toList();
        return new LoopNests(
                new Computation(
                        computation.sizes(),
                        computation.shapes(),
                        computation.outputs(),
                        statements,
                        computation.whole()),
                nests.types(),
                nests.sizes(),
                kept,
                nests.fused());
    }

    /** Returns the statement of the maximum that is computed along with the sum that is relative to it, if there is one. */
    public static Optional<Statement> maximum(Nest nest) {
        return nest.annotation(Running.class).map(Running::maximum);
    }

    /** Tells whether a nest sums exponentials of what another has the maximum of, less that maximum. */
    private static boolean belongTogether(Nest highest, Nest total) {
        if (!(highest.statement().value() instanceof Expression.Reduction(Reducer top, var over, Expression value))
                || top != Reducer.MAX
                || total.type(total.name()) == ElementType.INT32
                || total.type(total.name()) != total.type(highest.name())) {
            return false;
        }
        Optional<Exponent> exponent = Exponent.of(total);
        if (exponent.isEmpty()
                || !exponent.get().maximum().tensor().equals(highest.name())
                || !exponent.get()
                        .maximum()
                        .indices()
                        .equals(total.statement().target().indices())) {
            return false;
        }
        return axesAlike(highest.axes(), total.axes())
                && over.size() == total.reduction().orElseThrow().indices().size()
                && renamed(value, names(highest, total)).equals(exponent.get().value());
    }

    /** Tells whether axes are of the same kind and length, one by one. */
    private static boolean axesAlike(List<Axis> some, List<Axis> others) {
        boolean alike = some.size() == others.size();
        for (int i = 0; alike && i < some.size(); i++) {
            alike = some.get(i).reduction() == others.get(i).reduction()
                    && some.get(i).extent().equals(others.get(i).extent());
        }
        return alike;
    }

    /** Returns what the indices of a nest are called in another with as many axes. */
    private static Map<String, String> names(Nest from, Nest to) {
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < from.axes().size(); i++) {
            names.put(from.axes().get(i).name(), to.axes().get(i).name());
        }
        return names;
    }

    private static Expression renamed(Expression expression, Map<String, String> names) {
        return Expressions.replaceIndices(expression, affine -> {
            Affine here = Affine.constant(affine.constant());
            for (String name : affine.names()) {
                here = here.plus(Affine.name(names.getOrDefault(name, name)).times(affine.coefficient(name)));
            }
            return here;
        });
    }

    /** Returns the statement of the maximum in the indices of the sum. */
    private static Statement renamed(Nest highest, Nest total) {
        Map<String, String> names = names(highest, total);
        Expression.Reduction reduction = highest.reduction().orElseThrow();
        SequencedMap<String, Affine> extents = new LinkedHashMap<>();
        total.axes().forEach(axis -> extents.put(axis.name(), axis.extent()));
        return new Statement(
                new Expression.Access(highest.name(), total.statement().target().indices()),
                new Expression.Reduction(
                        Reducer.MAX, total.reduction().orElseThrow().indices(), renamed(reduction.body(), names)),
                extents);
    }

    /** Refuses a nest that could not keep a maximum and a sum in registers until both are complete. */
    private static void check(Nest nest) throws IllegalTransformationException {
        if (maximum(nest).isPresent() && nest.position(nest.accumulateAt().orElse("")) != nest.firstReduction()) {
            throw new IllegalTransformationException(
                    "%s is rescaled in registers until it is complete, so accumulate all of it there"
                            .formatted(nest.name()));
        }
    }

    private static List<Transformation> proposals(Nest nest) {
        return maximum(nest).isPresent()
                ? List.of()
                : Exponent.of(nest)
                        .<List<Transformation>>map(exponent ->
                                List.of(new Online(exponent.maximum().tensor())))
                        .orElse(List.of());
    }

    private record Running(Statement maximum) implements Annotation {
        @Override
        public List<Statement> statements() {
            return List.of(maximum);
        }

        @Override
        public Annotation mapping(UnaryOperator<Affine> indices) {
            return new Running(Nest.mapped(maximum, indices));
        }

        @Override
        public boolean needsGuards() {
            return true;
        }
    }
}
