package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Annotation;
import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts the number in the place of a size, everywhere in a nest: in the extents of loops, in shapes, and in indices. The parameter
 * goes, places in memory are computed with constants, and loops to the end of an axis have a known number of iterations, so that
 * they can be written out or number accumulators.
 *
 * <p>A kernel is then right for that size only, and says so; but a schedule with this step makes a kernel for each problem, so a
 * candidate stays as general as it was. Known as partial evaluation (Jones, Gomard and Sestoft, "Partial Evaluation and Automatic
 * Program Generation", 1993).
 *
 * @param size the size
 */
public record Specialize(String size) implements NestTransformation {

    /** What all specializations have in common. */
    public static final Kind KIND = Kind.of(
                    "specialize", List.of("size"), arguments -> new Specialize(arguments.text(0)))
            .proposing(Specialize::proposals);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(size);
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (!nest.sizes().containsKey(size)) {
            throw new IllegalTransformationException("no size is called " + size);
        }
        if (constants(nest).containsKey(size)) {
            throw new IllegalTransformationException("size %s is a constant already".formatted(size));
        }
        if (!mentioned(nest).contains(size)) {
            throw new IllegalTransformationException(
                    "the nest of %s does not depend on size %s".formatted(nest.name(), size));
        }
        return specialized(nest, size);
    }

    /** Returns a nest with the number in the place of a size. */
    static Nest specialized(Nest nest, String size) {
        Map<String, Long> constants = new TreeMap<>(constants(nest));
        constants.put(size, Affine.name(size).evaluate(nest.sizes()));
        return nest.specialized(size).annotated(new Constants(constants));
    }

    /** Returns the sizes in whose place a nest has a number, so that it is right for that size only, in alphabetical order. */
    public static Map<String, Long> constants(Nest nest) {
        return nest.annotation(Constants.class).map(Constants::sizes).orElse(Map.of());
    }

    /** Returns the sizes that a nest depends on, in the order in which they were declared. */
    private static SequencedSet<String> mentioned(Nest nest) {
        Set<String> names = new LinkedHashSet<>();
        nest.axes().forEach(axis -> names.addAll(axis.extent().names()));
        nest.shapes().values().forEach(shape -> shape.forEach(extent -> names.addAll(extent.names())));
        Expressions.visit(nest.statement().value(), part -> {
            switch (part) {
                case Expression.Access(var _, List<Affine> indices) ->
                    indices.forEach(index -> names.addAll(index.names()));
                case Expression.IndexValue(Affine value, boolean _) -> names.addAll(value.names());
                default -> {}
            }
        });
        SequencedSet<String> sizes = new LinkedHashSet<>(nest.sizes().keySet());
        sizes.retainAll(names);
        return sizes;
    }

    private static List<Transformation> proposals(Nest nest) {
        return mentioned(nest).stream().<Transformation>map(Specialize::new).toList();
    }

    private record Constants(Map<String, Long> sizes) implements Annotation {
        private Constants {
            sizes = Collections.unmodifiableMap(new TreeMap<>(sizes));
        }
    }
}
