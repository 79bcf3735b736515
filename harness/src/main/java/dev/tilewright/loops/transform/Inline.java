package dev.tilewright.loops.transform;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;

/**
 * Computes the elements of an intermediate tensor where the nest reads them, in place of reading them. Once nothing reads the tensor
 * any longer, its statement, its launch and its scratch buffer are gone.
 *
 * <p>What a nest reads several times is computed as often; that is cheap where the intermediate is an element function of its operands
 * and memory is the bottleneck. It is what Halide does with every function that is not scheduled otherwise (Ragan-Kelley et al.,
 * "Halide: A Language and Compiler for Optimizing Parallelism, Locality, and Recomputation in Image Processing Pipelines", 2013).
 *
 * @param tensor the intermediate
 */
public record Inline(String tensor) implements Transformation {

    /** What all inlinings have in common. */
    public static final Kind KIND = Kind.of(
                    "inline", List.of("intermediate"), arguments -> new Inline(arguments.text(0)))
            .proposing(Inline::proposals);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(tensor);
    }

    @Override
    public LoopNests apply(LoopNests nests, Nest nest, Limits limits) throws IllegalTransformationException {
        if (nest.reads().stream().noneMatch(read -> read.tensor().equals(tensor))) {
            throw new IllegalTransformationException("%s does not read %s".formatted(nest.name(), tensor));
        }
        Nest producer = nests.nest(tensor);
        if (Online.maximum(nest).isPresent()) {
            throw new IllegalTransformationException(
                    "%s is computed along with the maximum that it is relative to; inline before that"
                            .formatted(nest.name()));
        }
        if (nests.launches().stream().anyMatch(launch -> launch.size() > 1 && launch.contains(producer))) {
            throw new IllegalTransformationException(
                    "%s is computed in one launch with other stages; stages are fused last".formatted(tensor));
        }
        requireElementwise(nests, nest, producer);
        Nest inlined = inlined(nest, producer);
        long operations = Expressions.operations(inlined.statement().value());
        if (operations > Limits.UNROLLED_OPERATIONS) {
            throw new IllegalTransformationException("%s would be computed by %d operations, more than %d"
                    .formatted(nest.name(), operations, Limits.UNROLLED_OPERATIONS));
        }
        LoopNests reading = nests.with(inlined);
        boolean read = reading.nests().stream()
                .flatMap(other -> other.reads().stream())
                .anyMatch(access -> access.tensor().equals(tensor));
        return withoutUnread(reading, read ? List.of() : List.of(tensor));
    }

    private void requireElementwise(LoopNests nests, Nest nest, Nest producer) throws IllegalTransformationException {
        if (nests.computation().outputs().contains(tensor)) {
            throw new IllegalTransformationException(
                    "%s is an output, so it is in memory; it is read from there".formatted(tensor));
        }
        if (producer.reduction().isPresent()) {
            throw new IllegalTransformationException(
                    "an element of %s is a reduction, which would be carried out again wherever it is read"
                            .formatted(tensor));
        }
        if (producer.panels().containsKey(tensor)) {
            throw new IllegalTransformationException(
                    "%s is a copy for the sake of its layout; leave out the step that packs it".formatted(tensor));
        }
        if (nest.staged().stream().anyMatch(staged -> staged.tensor().equals(tensor))) {
            throw new IllegalTransformationException(
                    "%s is staged; leave that step out to compute it in place".formatted(tensor));
        }
        if (producer.type(tensor) != nest.type(nest.name())) {
            throw new IllegalTransformationException(
                    "%s is computed in another type than %s".formatted(tensor, nest.name()));
        }
        for (String operand : producer.shapes().keySet()) {
            if (nest.position(operand) >= 0) {
                throw new IllegalTransformationException(
                        "%s reads a tensor called %s, as a loop is here".formatted(tensor, operand));
            }
        }
    }

    /** Returns the nest computing the intermediate from what it is made of. */
    private Nest inlined(Nest nest, Nest producer) {
        Statement statement = nest.statement();
        Expression value = Expressions.replaceAccesses(
                statement.value(), access -> access.tensor().equals(tensor) ? element(producer, access) : access);
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();
        nest.shapes().forEach((name, shape) -> {
            if (!name.equals(tensor)) {
                shapes.put(name, shape);
                return;
            }
            producer.shapes().forEach((operand, extents) -> {
                if (!operand.equals(tensor)) {
                    shapes.putIfAbsent(operand, extents);
                }
            });
        });
        Map<String, ElementType> types = new TreeMap<>(nest.types());
        types.putAll(producer.types());
        Map<String, Panels> panels = new TreeMap<>(nest.panels());
        panels.putAll(producer.panels());
        Nest inlined =
                nest.reading(new Statement(statement.target(), value, statement.extents()), shapes, types, panels);
        SequencedSet<String> constants =
                new LinkedHashSet<>(Specialize.constants(nest).keySet());
        constants.addAll(Specialize.constants(producer).keySet());
        for (String size : constants) {
            inlined = Specialize.specialized(inlined, size);
        }
        return inlined;
    }

    /** Returns the value of one element of the intermediate, with the indices of the nest that reads it. */
    private static Expression element(Nest producer, Expression.Access read) {
        List<Affine> target = producer.statement().target().indices();
        Map<String, Affine> indices = new HashMap<>();
        for (int d = 0; d < target.size(); d++) {
            if (target.get(d).isName()) {
                indices.put(target.get(d).names().getFirst(), read.indices().get(d));
            }
        }
        return Expressions.replaceIndices(producer.statement().value(), affine -> {
            Affine here = Affine.constant(affine.constant());
            for (String name : affine.names()) {
                Affine term = indices.getOrDefault(name, Affine.name(name));
                here = here.plus(term.times(affine.coefficient(name)));
            }
            return here;
        });
    }

    private static LoopNests withoutUnread(LoopNests nests, List<String> unread) {
        Computation computation = nests.computation();
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>(computation.shapes());
        shapes.keySet().removeAll(unread);
        Map<String, ElementType> types = new TreeMap<>(nests.types());
        types.keySet().removeAll(unread);
        List<Nest> kept = new ArrayList<>(nests.nests());
        kept.removeIf(nest -> unread.contains(nest.name()));
        List<Statement> statements =
                kept.stream().flatMap(nest -> nest.statements().stream()).toList();
        return new LoopNests(
                new Computation(computation.sizes(), shapes, computation.outputs(), statements, computation.whole()),
                types,
                nests.sizes(),
                kept,
                nests.fused());
    }

    private static List<Transformation> proposals(Nest nest) {
        return nest.reads().stream()
                .map(Expression.Access::tensor)
                .distinct()
                .<Transformation>map(Inline::new)
                .toList();
    }
}
