package dev.tilewright.loops.nest;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Computation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The nests of all statements of a computation, in order, for one problem. Each becomes a launch of its own, unless it is fused with the
 * one before.
 *
 * @param computation what is computed, with at most one reduction in a statement
 * @param types the element type of every tensor
 * @param sizes the problem, and the values that derived sizes have in it
 * @param nests the nest of each statement
 * @param fused the names of the nests that are computed in one launch with the nest before them
 */
public record LoopNests(
        Computation computation,
        Map<String, ElementType> types,
        Map<String, Long> sizes,
        List<Nest> nests,
        Set<String> fused) {

    public LoopNests {
        types = Collections.unmodifiableMap(new TreeMap<>(types));
        sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
        nests = List.copyOf(nests);
        fused = Collections.unmodifiableSet(new TreeSet<>(fused));
    }

    /**
     * Returns the untransformed nests of a computation.
     *
     * @param computation what is computed
     * @param types the element types of its inputs and outputs. Intermediates of whole numbers are int32; others are float32, or float64
     *     where an argument is, or where an output is int32, in which the slightest error may show as a whole unit
     * @param sizes the problem
     */
    public static LoopNests of(Computation computation, Map<String, ElementType> types, Map<String, Long> sizes) {
        Computation single = SingleReductions.of(computation.withWhole(whole(types)));
        boolean exact = computation.outputs().stream().anyMatch(output -> types.get(output) == ElementType.INT32);
        ElementType real =
                exact || types.containsValue(ElementType.FLOAT64) ? ElementType.FLOAT64 : ElementType.FLOAT32;
        Map<String, ElementType> all = new TreeMap<>();
        single.shapes().keySet().forEach(tensor -> {
            ElementType computed = single.whole().contains(tensor) ? ElementType.INT32 : real;
            all.put(tensor, types.getOrDefault(tensor, computed));
        });
        Map<String, Long> declared = new LinkedHashMap<>();
        single.sizes().forEach(size -> declared.put(size, Affine.name(size).evaluate(sizes)));
        List<Nest> nests = new ArrayList<>();
        for (var statement : single.statements()) {
            SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();
            single.shapes().forEach((tensor, shape) -> {
                boolean mentioned = statement.target().tensor().equals(tensor)
                        || Expressions.accesses(statement.value()).stream()
                                .anyMatch(access -> access.tensor().equals(tensor));
                if (mentioned) {
                    shapes.put(tensor, shape);
                }
            });
            nests.add(Nest.of(statement, shapes, all, declared));
        }
        return new LoopNests(single, all, declared, nests, Set.of());
    }

    private static Set<String> whole(Map<String, ElementType> types) {
        return types.entrySet().stream()
                .filter(entry -> entry.getValue() == ElementType.INT32)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Finds the nest of the statement that assigns {@code tensor}.
     *
     * @throws IllegalTransformationException if no statement does
     */
    public Nest nest(String tensor) throws IllegalTransformationException {
        for (Nest nest : nests) {
            if (nest.name().equals(tensor)) {
                return nest;
            }
        }
        throw new IllegalTransformationException("no statement assigns " + tensor);
    }

    /** Tells whether a name stands for a tensor, a size, an index or a loop. */
    public boolean names(String name) {
        return types.containsKey(name)
                || sizes.containsKey(name)
                || nests.stream()
                        .anyMatch(nest -> nest.position(name) >= 0
                                || nest.axes().stream()
                                        .anyMatch(axis -> axis.name().equals(name)));
    }

    /** Returns these nests with one put in the place of that of its name. */
    public LoopNests with(Nest changed) {
        return new LoopNests(
                computation,
                types,
                sizes,
                nests.stream()
                        .map(nest -> nest.name().equals(changed.name()) ? changed : nest)
                        .toList(),
                fused);
    }

    /** Returns these nests with others of them fused. */
    public LoopNests withFused(Set<String> others) {
        return new LoopNests(computation, types, sizes, nests, others);
    }

    /** Returns the nests of each launch, in order. */
    public List<List<Nest>> launches() {
        List<List<Nest>> launches = new ArrayList<>();
        for (Nest nest : nests) {
            if (!fused.contains(nest.name()) || launches.isEmpty()) {
                launches.add(new ArrayList<>());
            }
            launches.getLast().add(nest);
        }
        return launches;
    }

    /**
     * Returns these nests with several in the place of one. What they assign that nothing assigned before becomes an intermediate
     * tensor.
     *
     * @param replaced the nest that goes
     * @param by those that come, in order
     * @throws IllegalTransformationException if the nest is computed in one launch with the one before
     */
    public LoopNests replacing(Nest replaced, List<Nest> by) throws IllegalTransformationException {
        if (fused.contains(replaced.name())) {
            throw new IllegalTransformationException(
                    "%s is computed in one launch with what comes before it; stages are fused last"
                            .formatted(replaced.name()));
        }
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>(computation.shapes());
        Map<String, ElementType> allTypes = new TreeMap<>(types);
        SequencedMap<String, Long> allSizes = new LinkedHashMap<>(sizes);
        for (Nest nest : by) {
            shapes.putIfAbsent(nest.name(), nest.shape(nest.name()));
            allTypes.putIfAbsent(nest.name(), nest.type(nest.name()));
            allSizes.putAll(nest.sizes());
        }
        List<Nest> all = nests.stream()
                .flatMap(nest -> nest.name().equals(replaced.name()) ? by.stream() : Stream.of(nest))
                .toList();
        return new LoopNests(
                new Computation(
                        List.copyOf(allSizes.keySet()),
                        shapes,
                        computation.outputs(),
                        all.stream().flatMap(nest -> nest.statements().stream()).toList(),
                        whole(allTypes)),
                allTypes,
                allSizes,
                all,
                fused);
    }
}
