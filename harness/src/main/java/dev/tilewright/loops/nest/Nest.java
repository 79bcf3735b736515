package dev.tilewright.loops.nest;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The loop nest of one statement: what is computed, apart from the loops that compute it, as in TVM's TensorIR (Feng et al.,
 * "TensorIR: An Abstraction for Automatic Tensorized Program Optimization", ASPLOS 2023).
 *
 * <p>The statement has at most one reduction. Its free indices are the parallel axes: each of their values writes an element of its
 * own. Every axis is covered by one or more loops. Since iterations along parallel axes are independent, and a reduction may be
 * carried out in any order (floating-point rounding apart, which verification bounds), every order of the loops is right; what each
 * transformation has to check is what it does beyond that.
 *
 * @param statement what is computed
 * @param shapes the shapes of the tensors that the statement mentions, affine over sizes
 * @param types their element types
 * @param sizes the problem the nest is made for, and the values that derived sizes have in it
 * @param axes the axes, parallel ones first
 * @param loops the loops, outermost first: bound ones first, a vector loop last
 * @param derived those of the sizes that are not the task's own, and how they follow from others
 * @param annotations how it is carried out, beyond its loops, by their classes
 */
public record Nest(
        Statement statement,
        SequencedMap<String, List<Affine>> shapes,
        Map<String, ElementType> types,
        Map<String, Long> sizes,
        List<Axis> axes,
        List<Loop> loops,
        Map<String, DerivedSize> derived,
        Map<Class<? extends Annotation>, Annotation> annotations) {

    public Nest {
        shapes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(shapes));
        types = Collections.unmodifiableMap(new TreeMap<>(types));
        sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
        axes = List.copyOf(axes);
        loops = List.copyOf(loops);
        derived = Collections.unmodifiableMap(new LinkedHashMap<>(derived));
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** Returns the untransformed nest of a statement: one serial loop for each index, free indices outermost. */
    public static Nest of(
            Statement statement,
            SequencedMap<String, List<Affine>> shapes,
            Map<String, ElementType> types,
            Map<String, Long> sizes) {
        List<String> free = statement.freeIndices();
        List<Axis> axes = new ArrayList<>();
        List<Loop> loops = new ArrayList<>();
        statement.extents().forEach((index, extent) -> {
            axes.add(new Axis(index, extent, !free.contains(index)));
            loops.add(new Loop(index, index, 1, OptionalLong.empty(), Loop.Kind.SERIAL));
        });
        return new Nest(statement, shapes, types, sizes, axes, loops, Map.of(), Map.of());
    }

    /** Returns the annotation of a class, if there is one. */
    public <A extends Annotation> Optional<A> annotation(Class<A> type) {
        return Optional.ofNullable(annotations.get(type)).map(type::cast);
    }

    /** Returns the loop outside of which accumulators live in registers; empty while they live in the target tensor. */
    public Optional<String> accumulateAt() {
        return annotation(AccumulateAt.class).map(AccumulateAt::loop);
    }

    /** Returns the operands that are read from local memory. */
    public List<Staged> staged() {
        return annotation(StagedOperands.class).map(StagedOperands::operands).orElse(List.of());
    }

    /** Returns the tensors that lie in memory as panels; all others are row-major. */
    public Map<String, Panels> panels() {
        return annotation(MemoryLayout.class).map(MemoryLayout::panels).orElse(Map.of());
    }

    /** Returns what is computed: the nest's statement, and before it what annotations add. */
    public List<Statement> statements() {
        List<Statement> all = new ArrayList<>();
        annotations.values().forEach(annotation -> all.addAll(annotation.statements()));
        all.add(statement);
        return all;
    }

    /** Tells whether a tensor is assigned here. */
    public boolean writes(String tensor) {
        return statements().stream().anyMatch(each -> each.target().tensor().equals(tensor));
    }

    /** Returns the name of the tensor that is assigned, by which steps of a schedule refer to the nest. */
    public String name() {
        return statement.target().tensor();
    }

    /** Returns the statement's reduction, if it has one. */
    public Optional<Expression.Reduction> reduction() {
        return Expressions.reductions(statement.value()).stream().findFirst();
    }

    /** Returns every element that is written and every element that is read. */
    public List<Expression.Access> accesses() {
        return Stream.concat(statements().stream().map(Statement::target), reads().stream())
                .toList();
    }

    /** Returns every element that is read; what is computed along with the statement is in registers. */
    public List<Expression.Access> reads() {
        return Expressions.accesses(statement.value()).stream()
                .filter(read -> !writes(read.tensor()))
                .toList();
    }

    /**
     * Finds a loop.
     *
     * @throws IllegalTransformationException if there is none of that name
     */
    public Loop loop(String name) throws IllegalTransformationException {
        for (Loop loop : loops) {
            if (loop.name().equals(name)) {
                return loop;
            }
        }
        throw new IllegalTransformationException("the nest of %s has no loop %s".formatted(name(), name));
    }

    /** Returns the place of a loop, outermost 0; -1 if there is none of that name. */
    public int position(String name) {
        for (int i = 0; i < loops.size(); i++) {
            if (loops.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the element type of a tensor that the statement mentions. */
    public ElementType type(String tensor) {
        return Objects.requireNonNull(types.get(tensor), tensor);
    }

    /** Returns the shape of a tensor that the statement mentions, affine over sizes. */
    public List<Affine> shape(String tensor) {
        return Objects.requireNonNull(shapes.get(tensor), tensor);
    }

    /** Returns the axis that a loop runs along. */
    public Axis axis(Loop loop) {
        return axis(loop.axis());
    }

    /** Returns the axis of that name, which must exist. */
    public Axis axis(String name) {
        for (Axis axis : axes) {
            if (axis.name().equals(name)) {
                return axis;
            }
        }
        throw new IllegalArgumentException("no axis is called " + name);
    }

    /** Tells whether a loop runs along a reduction axis. */
    public boolean reduces(Loop loop) {
        return axis(loop).reduction();
    }

    /** Returns the loops of an axis, outermost first. */
    public List<Loop> loopsOf(String axis) {
        return loops.stream().filter(loop -> loop.axis().equals(axis)).toList();
    }

    /** Returns the outermost loop of an axis: the one that runs to the axis's end. */
    public Loop outermost(String axis) {
        return loops.stream()
                .filter(loop -> loop.axis().equals(axis) && loop.outermost())
                .findFirst()
                .orElseThrow();
    }

    /** Returns how far an axis runs in this problem. */
    public long extent(Axis axis) {
        return axis.extent().evaluate(sizes);
    }

    /** Returns how many iterations a loop has in this problem. */
    public long tripsHere(Loop loop) {
        return loop.trips().orElseGet(() -> Math.ceilDiv(extent(axis(loop)), loop.step()));
    }

    /**
     * Returns how many iterations a loop has in every problem, empty where that depends on the sizes, or where the last iteration of a
     * loop to the end of its axis is incomplete.
     */
    public OptionalLong constantTrips(Loop loop) {
        if (loop.trips().isPresent()) {
            return loop.trips();
        }
        Axis axis = axis(loop);
        return axis.extent().isConstant() && multiple(axis)
                ? OptionalLong.of(axis.extent().constant() / loop.step())
                : OptionalLong.empty();
    }

    /** Tells whether the variable of a loop counts iterations; that of a loop to the end of its axis counts elements. */
    public boolean counts(Loop loop) {
        return constantTrips(loop).isPresent();
    }

    /** Tells whether a loop has one iteration in every problem; it needs no variable. */
    public boolean elided(Loop loop) {
        return constantTrips(loop).orElse(0) == 1;
    }

    /** Returns what a loop adds to the value of its axis, over the loop's variable. */
    public Affine term(Loop loop) {
        return elided(loop) ? Affine.constant(0) : Affine.name(loop.name()).times(counts(loop) ? loop.step() : 1);
    }

    /** Returns the value of an axis inside of all its loops, over their variables. */
    public Affine value(String axis) {
        Affine sum = Affine.constant(0);
        for (Loop loop : loopsOf(axis)) {
            sum = sum.plus(term(loop));
        }
        return sum;
    }

    /** Returns an index inside of all loops, over their variables and over sizes. */
    public Affine overLoops(Affine index) {
        Affine here = Affine.constant(index.constant());
        for (String name : index.names()) {
            Affine term = sizes.containsKey(name) ? Affine.name(name) : value(name);
            here = here.plus(term.times(index.coefficient(name)));
        }
        return here;
    }

    /** Tells whether the loops of an axis cover its extent in this problem exactly, so that no guard is needed. */
    public boolean divides(Axis axis) {
        return extent(axis) % outermost(axis.name()).step() == 0 || completed(axis);
    }

    /** Tells whether an axis is required to be a multiple of what its outermost loop advances by. */
    public boolean multiple(Axis axis) {
        return divides(axis) && !completed(axis);
    }

    private boolean completed(Axis axis) {
        String loop = outermost(axis.name()).name();
        return annotations.values().stream().anyMatch(annotation -> annotation.completes(loop));
    }

    /**
     * Returns those of {@code factors} by which a loop is best split: the ones that leave no remainder in this problem, or, where all
     * do, the ones that it has iterations for.
     */
    public List<Long> dividing(Loop loop, List<Long> factors) {
        List<Long> possible =
                factors.stream().filter(factor -> factor <= tripsHere(loop)).toList();
        List<Long> whole = possible.stream()
                .filter(factor -> loop.trips().isPresent()
                        ? loop.trips().getAsLong() % factor == 0
                        : extent(axis(loop)) % (loop.step() * factor) == 0)
                .toList();
        return whole.isEmpty() && loop.trips().isEmpty() ? possible : whole;
    }

    /**
     * Returns the place of the outermost reduction loop that a work-item runs through; the number of loops if there is none. One that
     * work-items share lies further out.
     */
    public int firstReduction() {
        for (int i = 0; i < loops.size(); i++) {
            if (reduces(loops.get(i)) && !loops.get(i).bound()) {
                return i;
            }
        }
        return loops.size();
    }

    /** Returns the loop whose iterations are lanes, if there is one. */
    public Optional<Loop> vectorLoop() {
        return loops.stream().filter(loop -> loop.kind() == Loop.Kind.VECTOR).findFirst();
    }

    /** Returns the parallel loops inside the accumulators' scope: they span the tile that is held in registers. */
    public List<Loop> accumulatorTile() {
        return accumulateAt().stream()
                .flatMap(at -> loops.subList(position(at), loops.size()).stream())
                .filter(loop -> !reduces(loop))
                .toList();
    }

    /** Returns the number of work-items in a group. */
    public long groupSize() {
        return loops.stream()
                .filter(loop -> loop.kind() == Loop.Kind.ITEM)
                .mapToLong(this::tripsHere)
                .reduce(1, Math::multiplyExact);
    }

    /** Returns a name for a further loop along an axis. */
    public String freshName(String axis) {
        for (int i = 1; ; i++) {
            String name = axis + i;
            boolean taken = Stream.concat(
                            loops.stream().map(Loop::name),
                            Stream.concat(axes.stream().map(Axis::name), shapes.keySet().stream()))
                    .anyMatch(name::equals);
            if (!taken && !sizes.containsKey(name)) {
                return name;
            }
        }
    }

    /** Returns this nest with other loops. */
    public Nest withLoops(List<Loop> changed) {
        return new Nest(statement, shapes, types, sizes, axes, changed, derived, annotations);
    }

    /** Returns this nest with one loop put in the place of another. */
    public Nest with(Loop loop) {
        return withLoops(loops.stream()
                .map(old -> old.name().equals(loop.name()) ? loop : old)
                .toList());
    }

    /** Returns this nest with an annotation, in the place of the one of its class. */
    public Nest annotated(Annotation annotation) {
        Map<Class<? extends Annotation>, Annotation> changed = new LinkedHashMap<>(annotations);
        changed.put(annotation.getClass(), annotation);
        return new Nest(statement, shapes, types, sizes, axes, loops, derived, changed);
    }

    /** Returns this nest with accumulators in registers from {@code loop} inwards. */
    public Nest accumulatingAt(String loop) {
        return annotated(new AccumulateAt(loop));
    }

    /** Returns this nest with a further operand staged, or with another way to stage one that is. */
    public Nest staging(Staged operand) {
        return annotated(new StagedOperands(staged()).with(operand));
    }

    /** Returns this nest with tensors that lie in memory as panels. */
    public Nest withPanels(Map<String, Panels> layout) {
        return layout.equals(panels()) ? this : annotated(new MemoryLayout(layout));
    }

    /** Returns this nest with sizes that follow from others. */
    public Nest withDerived(Map<String, DerivedSize> known) {
        return new Nest(statement, shapes, types, sizes, axes, loops, known, annotations);
    }

    /** Returns this nest with a number in the place of a size. */
    public Nest specialized(String size) {
        long value = Affine.name(size).evaluate(sizes);
        UnaryOperator<Affine> known = affine -> affine.substitute(size, Affine.constant(value));
        SequencedMap<String, List<Affine>> knownShapes = new LinkedHashMap<>();
        shapes.forEach((tensor, shape) ->
                knownShapes.put(tensor, shape.stream().map(known).toList()));
        List<Axis> knownAxes = axes.stream()
                .map(axis -> new Axis(axis.name(), known.apply(axis.extent()), axis.reduction()))
                .toList();
        Map<Class<? extends Annotation>, Annotation> knownAnnotations = new LinkedHashMap<>(annotations);
        knownAnnotations.replaceAll((type, annotation) -> annotation.mapping(known));
        return new Nest(
                mapped(statement, known), knownShapes, types, sizes, knownAxes, loops, derived, knownAnnotations);
    }

    /** Returns a statement with other indices and extents; its target stays. */
    public static Statement mapped(Statement statement, UnaryOperator<Affine> indices) {
        SequencedMap<String, Affine> extents = new LinkedHashMap<>();
        statement.extents().forEach((index, extent) -> extents.put(index, indices.apply(extent)));
        return new Statement(statement.target(), Expressions.replaceIndices(statement.value(), indices), extents);
    }

    /** Returns this nest computing the same from other operands. */
    public Nest reading(
            Statement other,
            SequencedMap<String, List<Affine>> otherShapes,
            Map<String, ElementType> otherTypes,
            Map<String, Panels> layout) {
        return new Nest(other, otherShapes, otherTypes, sizes, axes, loops, derived, annotations).withPanels(layout);
    }
}
