package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Annotation;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Computes {@code lanes} neighbouring iterations of a loop at once, as {@link Vectorize} does, where an operand's elements are
 * neighbours along another loop: squares of lanes × lanes of it are read along that one and transposed in registers.
 *
 * <p>A vector whose lanes lie apart is put together lane by lane; a square has as many vectors one way as the other, and log₂ lanes
 * exchanges of even and odd lanes between pairs of them turn all its rows into its columns (Eklundh, "A Fast Computer Method for Matrix
 * Transposing", IEEE Transactions on Computers C-21, 1972). Memory is read and written in whole vectors.
 *
 * @param loop the loop to vectorize, along which results are neighbours
 * @param along the parallel loop along which the operand's elements are neighbours
 * @param lanes 2, 4, 8 or 16
 */
public record TransposeLanes(String loop, String along, long lanes) implements NestTransformation {

    /** What all of these have in common. */
    public static final Kind KIND = Kind.of(
                    "transpose-lanes",
                    List.of("loop", "along", "lanes"),
                    arguments -> new TransposeLanes(arguments.text(0), arguments.text(1), arguments.whole(2)))
            .proposing(TransposeLanes::proposals)
            .checking(TransposeLanes::check);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(loop, along, Long.toString(lanes));
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        Loop columns = nest.loop(loop);
        Loop rows = nest.loop(along);
        if (nest.reduction().isPresent()) {
            throw new IllegalTransformationException(
                    "%s is a reduction, whose operands are packed rather than transposed in registers"
                            .formatted(nest.name()));
        }
        if (columns.axis().equals(rows.axis())) {
            throw new IllegalTransformationException(
                    "a square has two axes, and loops %s and %s run along one".formatted(loop, along));
        }
        if (nest.vectorLoop().isPresent()) {
            throw new IllegalTransformationException("a nest has one vector loop, and here it is "
                    + nest.vectorLoop().get().name());
        }
        if (rows.step() != 1) {
            throw new IllegalTransformationException(
                    "loop %s advances by %d elements; lanes must be neighbours".formatted(along, rows.step()));
        }
        Set<String> crosswise = new LinkedHashSet<>();
        for (Expression.Access read : nest.reads()) {
            if (!Vectorize.neighbours(nest, read, columns.axis())) {
                requireSquare(nest, read, columns.axis(), rows.axis());
                crosswise.add(read.tensor());
            }
        }
        if (crosswise.isEmpty()) {
            throw new IllegalTransformationException(
                    "along %s the elements of every operand are neighbours already; vectorize".formatted(loop));
        }
        Nest marked = nest.annotated(new Transposed(crosswise));
        return new Vectorize(loop, lanes).apply(innermost(marked, rows), limits);
    }

    /** Makes {@code lanes} iterations of the loop along the rows the innermost loop, written out. */
    private Nest innermost(Nest nest, Loop rows) throws IllegalTransformationException {
        if (rows.bound() || rows.trips().orElse(-1) != lanes) {
            return UnrollAndJam.jam(nest, rows, lanes);
        }
        List<Loop> loops = new ArrayList<>(nest.loops());
        loops.remove(rows);
        loops.add(rows.as(Loop.Kind.UNROLLED));
        return nest.withLoops(loops);
    }

    /** Refuses an operand of which there is no one square: its rows must lie along one axis, and its columns along the other. */
    private static void requireSquare(Nest nest, Expression.Access read, String columns, String rows)
            throws IllegalTransformationException {
        String tensor = read.tensor();
        boolean neighbours = Vectorize.neighbours(nest, read, rows)
                && read.indices().stream().anyMatch(index -> index.coefficient(rows) == 1)
                && read.indices().stream()
                        .noneMatch(index -> index.coefficient(rows) != 0 && index.coefficient(columns) != 0);
        if (!neighbours) {
            throw new IllegalTransformationException(
                    "the elements of %s are neighbours in memory along neither %s nor %s"
                            .formatted(tensor, columns, rows));
        }
        boolean staged = nest.staged().stream().anyMatch(other -> other.tensor().equals(tensor));
        if (staged || nest.panels().containsKey(tensor)) {
            throw new IllegalTransformationException(
                    "%s is copied already, and the copy can have the layout that lanes need".formatted(tensor));
        }
        long places = nest.reads().stream()
                .filter(other -> other.tensor().equals(tensor))
                .distinct()
                .count();
        if (places > 1) {
            throw new IllegalTransformationException(
                    "%s is read in %d places, and one square of it holds but one".formatted(tensor, places));
        }
    }

    /** Returns the operands of which squares are read crosswise to the lanes and transposed in registers. */
    public static Set<String> transposed(Nest nest) {
        return nest.annotation(Transposed.class).map(Transposed::operands).orElse(Set.of());
    }

    /** A nest whose operands are transposed keeps the two loops of the square innermost, as long as it has lanes. */
    private static void check(Nest nest) throws IllegalTransformationException {
        if (!transposed(nest).isEmpty()) {
            int count = nest.loops().size();
            boolean square = count >= 2
                    && nest.loops().getLast().kind() == Loop.Kind.VECTOR
                    && nest.loops().get(count - 2).kind() == Loop.Kind.UNROLLED
                    && nest.loops().get(count - 2).step() == 1
                    && nest.loops()
                            .get(count - 2)
                            .trips()
                            .equals(nest.loops().getLast().trips());
            if (!square) {
                throw new IllegalTransformationException(
                        "the loops of the square that is transposed in registers stay innermost");
            }
            for (Expression.Access read : nest.reads()) {
                if (transposed(nest).contains(read.tensor())) {
                    requireSquare(
                            nest,
                            read,
                            nest.loops().getLast().axis(),
                            nest.loops().get(count - 2).axis());
                }
            }
        }
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return Vectorize.LANES.stream()
                .filter(other -> other != lanes && other <= limits.lanes())
                .sorted(Factors.nearest(lanes))
                .<Transformation>map(other -> new TransposeLanes(loop, along, other))
                .toList();
    }

    private static List<Transformation> proposals(Nest nest, Limits limits) {
        List<Transformation> proposals = new ArrayList<>();
        for (Loop loop : nest.loops()) {
            for (Loop along : nest.loops()) {
                boolean cross = !loop.axis().equals(along.axis()) && loop.step() == 1 && along.step() == 1;
                List<Long> dividing = cross ? nest.dividing(along, nest.dividing(loop, Vectorize.LANES)) : List.of();
                for (long lanes : dividing) {
                    if (lanes <= limits.lanes()) {
                        proposals.add(new TransposeLanes(loop.name(), along.name(), lanes));
                    }
                }
            }
        }
        return proposals;
    }

    private record Transposed(Set<String> operands) implements Annotation {
        private Transposed {
            operands = Collections.unmodifiableSet(new TreeSet<>(operands));
        }
    }
}
