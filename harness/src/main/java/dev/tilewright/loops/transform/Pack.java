package dev.tilewright.loops.transform;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Padding;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;

/**
 * Copies an operand once, by a launch of its own before the nest's, into {@link Panels} of a scratch buffer, and reads it from there:
 * what one iteration of the loops reads becomes contiguous, whatever the size of the operand.
 *
 * <p>Where an operand is read many times this costs little and saves address translations, cache conflicts and strided loads; it also
 * makes neighbours of elements that lanes need and that are none in the operand. From "Anatomy of High-Performance Matrix
 * Multiplication" (Goto and van de Geijn, 2008), where both operands are packed.
 *
 * <p>The copy is a nest of its own, called after the operand ({@code A_panels}), with a work-group for each panel; further steps
 * transform it like any other. Where the loops of the axis advance across the bounds of panels, one is split. Beyond the end of the
 * axis there are zeros, which {@link Padding} makes use of.
 *
 * @param tensor the operand
 * @param axis the axis along whose dimension it is cut
 * @param size elements of that dimension in a panel
 */
public record Pack(String tensor, String axis, long size) implements Transformation {

    /** What all packings have in common. */
    public static final Kind KIND = Kind.of(
                    "pack",
                    List.of("operand", "axis", "elements"),
                    arguments -> new Pack(arguments.text(0), arguments.text(1), arguments.whole(2)))
            .proposing(Pack::proposals)
            .checking(Pack::check);

    private static final String SUFFIX = "_panels";
    private static final List<Long> SIZES = List.of(4L, 6L, 8L, 16L, 32L, 64L);
    private static final long MOST = 4096;

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(tensor, axis, Long.toString(size));
    }

    @Override
    public LoopNests apply(LoopNests nests, Nest nest, Limits limits) throws IllegalTransformationException {
        if (size < 2 || size > MOST) {
            throw new IllegalTransformationException(
                    "a panel has 2 to %d elements of a dimension, not %d".formatted(MOST, size));
        }
        int dimension = dimension(nest);
        Nest copy = copy(nests, nest, dimension);
        Nest reading = reading(split(nest), copy.name(), copy.panels());
        return nests.replacing(nest, List.of(copy, reading));
    }

    /** Returns the dimension of the operand that the axis alone indexes in every read. */
    private int dimension(Nest nest) throws IllegalTransformationException {
        List<Expression.Access> reads = reads(nest);
        if (reads.isEmpty()) {
            throw new IllegalTransformationException("%s does not read %s".formatted(nest.name(), tensor));
        }
        if (nest.axes().stream().noneMatch(each -> each.name().equals(axis))) {
            throw new IllegalTransformationException("the nest of %s has no axis %s".formatted(nest.name(), axis));
        }
        if (nest.panels().containsKey(tensor)) {
            throw new IllegalTransformationException("%s is packed already".formatted(tensor));
        }
        if (nest.staged().stream().anyMatch(staged -> staged.tensor().equals(tensor))) {
            throw new IllegalTransformationException(
                    "%s is staged from where it lies; pack it before it is staged".formatted(tensor));
        }
        Affine index = Affine.name(axis);
        for (int d = 0; d < nest.shape(tensor).size(); d++) {
            int place = d;
            if (reads.stream().allMatch(read -> read.indices().get(place).equals(index))) {
                return d;
            }
        }
        throw new IllegalTransformationException("no dimension of %s is indexed by %s alone".formatted(tensor, axis));
    }

    private List<Expression.Access> reads(Nest nest) {
        return nest.reads().stream()
                .filter(read -> read.tensor().equals(tensor))
                .toList();
    }

    /** Returns the nest that copies the operand, a work-group for each panel. */
    private Nest copy(LoopNests nests, Nest nest, int dimension) throws IllegalTransformationException {
        String target = freshName(nests);
        List<Affine> shape = Objects.requireNonNull(nests.computation().shapes().get(tensor));
        List<String> names = new ArrayList<>(indexNames(nests, nest, shape.size()));
        List<Affine> indices = names.stream().map(Affine::name).toList();
        SequencedMap<String, Affine> extents = new LinkedHashMap<>();
        for (int d = 0; d < names.size(); d++) {
            extents.put(names.get(d), shape.get(d));
        }
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();
        shapes.put(tensor, shape);
        shapes.put(target, shape);
        Map<String, ElementType> types = new TreeMap<>(nest.types());
        types.put(target, nest.type(tensor));
        Statement statement =
                new Statement(new Expression.Access(target, indices), new Expression.Access(tensor, indices), extents);
        Nest naive = Nest.of(statement, shapes, types, nest.sizes())
                .withDerived(nest.derived())
                .withPanels(Map.of(target, new Panels(dimension, size)));
        String cut = names.get(dimension);
        String inside = naive.freshName(cut);
        Nest split = Split.split(naive, naive.loop(cut), size, inside);
        List<Loop> loops = new ArrayList<>(split.loops());
        loops.remove(split.loop(cut));
        loops.remove(split.loop(inside));
        loops.addFirst(split.loop(cut).as(Loop.Kind.GROUP));
        loops.add(split.loop(inside));
        return split.withLoops(loops);
    }

    private String freshName(LoopNests nests) {
        String name = tensor + SUFFIX;
        for (int i = 2; nests.types().containsKey(name) || nests.sizes().containsKey(name); i++) {
            name = tensor + SUFFIX + i;
        }
        return name;
    }

    /** Returns an index for each dimension of the operand, called as in the read where that is a single name. */
    private SequencedSet<String> indexNames(LoopNests nests, Nest nest, int rank) {
        SequencedSet<String> names = new LinkedHashSet<>();
        Expression.Access read = reads(nest).getFirst();
        for (int d = 0; d < rank; d++) {
            Affine index = read.indices().get(d);
            boolean bare =
                    index.isName() && !nests.sizes().containsKey(index.names().getFirst());
            String name = bare ? index.names().getFirst() : "d" + d;
            while (names.contains(name)
                    || nests.types().containsKey(name)
                    || nests.sizes().containsKey(name)) {
                name = name + "_";
            }
            names.add(name);
        }
        return names;
    }

    /** Returns the nest with loops that respect the bounds of panels, one of them split where need be. */
    private Nest split(Nest nest) throws IllegalTransformationException {
        Panels panels = new Panels(0, size);
        if (panels.place(nest.value(axis), nest).isPresent()) {
            return nest;
        }
        for (Loop loop : nest.loopsOf(axis)) {
            boolean crosses = loop.step() < size
                    && (loop.outermost() || loop.step() * loop.trips().orElseThrow() > size);
            if (crosses && size % loop.step() == 0) {
                Nest split = Split.split(nest, loop, size / loop.step(), nest.freshName(axis));
                if (panels.place(split.value(axis), split).isPresent()) {
                    return split;
                }
            }
        }
        throw new IllegalTransformationException(
                "panels of %d elements and the steps of the loops along %s do not fit".formatted(size, axis));
    }

    /** Returns the nest reading the copy in place of the operand. */
    private Nest reading(Nest nest, String copy, Map<String, Panels> layout) throws IllegalTransformationException {
        Statement statement = nest.statement();
        Expression value = Expressions.replaceAccesses(
                statement.value(),
                access -> access.tensor().equals(tensor) ? new Expression.Access(copy, access.indices()) : access);
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();
        nest.shapes().forEach((name, shape) -> shapes.put(name.equals(tensor) ? copy : name, shape));
        Map<String, ElementType> types = new TreeMap<>(nest.types());
        types.put(copy, nest.type(tensor));
        Map<String, Panels> panels = new TreeMap<>(nest.panels());
        panels.putAll(layout);
        return nest.reading(new Statement(statement.target(), value, statement.extents()), shapes, types, panels);
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return Factors.around(size, 2, MOST).stream()
                .<Transformation>map(other -> new Pack(tensor, axis, other))
                .toList();
    }

    /** A panel that was as wide as a few iterations of the outermost loop along the axis is as wide as so many now. */
    @Override
    public Transformation fitted(Nest before, Nest now) {
        long step = step(before);
        return step > 1 && size % step == 0 ? new Pack(tensor, axis, size / step * step(now)) : this;
    }

    /** Returns by how much the outermost loop along the axis advances; 0 where there is no such axis. */
    private long step(Nest nest) {
        return nest.loopsOf(axis).stream()
                .filter(Loop::outermost)
                .mapToLong(Loop::step)
                .findFirst()
                .orElse(0);
    }

    /** Each loop along a cut dimension advances by whole panels, or stays inside of one. */
    private static void check(Nest nest) throws IllegalTransformationException {
        for (Expression.Access access : nest.accesses()) {
            Panels panels = nest.panels().get(access.tensor());
            if (panels != null) {
                Affine index = access.indices().get(panels.dimension());
                if (panels.place(nest.overLoops(index), nest).isEmpty()) {
                    throw new IllegalTransformationException(
                            "a loop along %s would advance across the bounds of panels of %d elements of %s"
                                    .formatted(index, panels.size(), access.tensor()));
                }
            }
        }
        panelsAreFilled(nest);
    }

    /** Panels that are written are written whole, beyond the end of the dimension that is cut. */
    private static void panelsAreFilled(Nest nest) throws IllegalTransformationException {
        Optional<Loop> along = Padding.filled(nest).map(nest::outermost);
        if (along.isPresent() && Padding.insidePanel(nest, along.get())) {
            throw new IllegalTransformationException(
                    "loop %s ends inside of a panel of %s, and the last panel is filled up beyond the end"
                            .formatted(along.get().name(), nest.name()));
        }
    }

    private static List<Transformation> proposals(Nest nest) {
        SequencedSet<Transformation> proposals = new LinkedHashSet<>();
        for (Expression.Access read : nest.reads()) {
            for (Affine index : read.indices()) {
                if (!index.isName() || nest.sizes().containsKey(index.names().getFirst())) {
                    continue;
                }
                String axis = index.names().getFirst();
                for (long size : sizes(nest, axis)) {
                    proposals.add(new Pack(read.tensor(), axis, size));
                }
            }
        }
        return List.copyOf(proposals);
    }

    /** Returns how wide panels may be: as the steps of the axis's loops first of all, so that what one iteration reads is one. */
    private static SequencedSet<Long> sizes(Nest nest, String axis) {
        SequencedSet<Long> sizes = new LinkedHashSet<>();
        for (Loop loop : nest.loopsOf(axis)) {
            if (loop.step() > 1 && loop.step() <= MOST) {
                sizes.add(loop.step());
            }
        }
        SIZES.stream().filter(size -> size <= nest.extent(nest.axis(axis))).forEach(sizes::add);
        return sizes;
    }
}
