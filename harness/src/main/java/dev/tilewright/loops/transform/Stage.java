package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Staged;
import dev.tilewright.loops.nest.Tile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Copies the tile of an operand that one iteration of a loop reads to local memory, by all work-items of the group together, and
 * reads it from there.
 *
 * <p>On a GPU this saves traffic to global memory, since work-items share what they read (Volkov and Demmel, "Benchmarking GPUs to
 * Tune Dense Linear Algebra", 2008). Where a group is one thread of a CPU, the copy makes a strided tile contiguous.
 *
 * <p>Work-items copy neighbours in the operand, whatever the layout of the tile. A transposed tile has the operand's first dimension
 * innermost, so that reads along that one are contiguous and may be lanes. Local memory has banks that serve one address at a time;
 * elements of a column lie in one bank where rows are as long as there are banks, and in different ones where rows are padded
 * (Ruetsch and Micikevicius, "Optimizing Matrix Transpose in CUDA", 2009).
 *
 * @param tensor the operand
 * @param at the serial loop in whose every iteration the tile is copied
 * @param transposed whether the dimensions of the tile lie in reverse order
 * @param padding how many elements are left free at the end of each row of the tile
 */
public record Stage(String tensor, String at, boolean transposed, long padding) implements NestTransformation {

    /** What all stagings have in common. */
    public static final Kind KIND = Kind.of("stage", Stage::read)
            .proposing(Stage::proposals)
            .checking(Stage::check)
            .checkingLaunches(LocalMemoryUse::check);

    /** Most elements that can be left free: as many as there are banks. */
    private static final long BANKS = 32;

    /** None, the least that sets rows apart, and the least that leaves vectors of four aligned. */
    private static final List<Long> PADDINGS = List.of(0L, 1L, 4L);

    private static final String TRANSPOSED = "transposed";
    private static final String PADDING = "pad=";

    /** Keeps the tile as it lies in the operand. */
    public Stage(String tensor, String at) {
        this(tensor, at, false, 0);
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(tensor, at));
        if (transposed) {
            arguments.add(TRANSPOSED);
        }
        if (padding != 0) {
            arguments.add(PADDING + padding);
        }
        return arguments;
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (nest.staged().stream().anyMatch(staged -> staged.tensor().equals(tensor))) {
            throw new IllegalTransformationException("%s is staged already".formatted(tensor));
        }
        if (nest.panels().containsKey(tensor)) {
            throw new IllegalTransformationException(
                    "%s lies in panels, which are contiguous already; it is read from there".formatted(tensor));
        }
        if (nest.loop(at).kind() != Loop.Kind.SERIAL) {
            throw new IllegalTransformationException("tiles are copied in a serial loop, and %s is none".formatted(at));
        }
        if (padding < 0 || padding > BANKS) {
            throw new IllegalTransformationException(
                    "a row is padded by at most %d elements, not %d".formatted(BANKS, padding));
        }
        Staged staged = new Staged(tensor, at, transposed, padding, false, false);
        Tile tile = Tile.of(nest, staged);
        if (tile.elements() == 1) {
            throw new IllegalTransformationException(
                    "an iteration of %s reads one element of %s; there is nothing to share".formatted(at, tensor));
        }
        if (transposed && tile.extents().size() == 1) {
            throw new IllegalTransformationException(
                    "%s has one dimension, and nothing to transpose".formatted(tensor));
        }
        if (nest.reduction().isPresent()
                && Expressions.accesses(nest.reduction().get().body()).stream()
                        .noneMatch(access -> access.tensor().equals(tensor))) {
            throw new IllegalTransformationException(
                    "%s is read only outside the reduction, after its tile is gone".formatted(tensor));
        }
        return nest.staging(staged);
    }

    /** Refuses copies in loops that not all work-items of a group run through alike. */
    private static void check(Nest nest, Limits limits) throws IllegalTransformationException {
        for (Staged staged : nest.staged()) {
            copiesStayInALoop(nest, staged);
            workItemsMeetAtBarriers(nest, staged);
        }
        Barriers.requireOutsideOfBranches(nest, limits);
    }

    private static void copiesStayInALoop(Nest nest, Staged staged) throws IllegalTransformationException {
        if (nest.loop(staged.at()).kind() != Loop.Kind.SERIAL) {
            throw new IllegalTransformationException("the tile of %s is copied in loop %s, which therefore stays serial"
                    .formatted(staged.tensor(), staged.at()));
        }
    }

    /** All work-items of a group must reach the barrier around a copy equally often. */
    private static void workItemsMeetAtBarriers(Nest nest, Staged staged) throws IllegalTransformationException {
        List<Loop> around = nest.loops().subList(0, nest.position(staged.at()) + 1);
        for (Loop loop : around) {
            if (loop.kind() == Loop.Kind.UNROLLED) {
                throw new IllegalTransformationException(
                        "the copy of %s would be unrolled with loop %s".formatted(staged.tensor(), loop.name()));
            }
            Barriers.requireAllToStay(nest, loop);
        }
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        List<Transformation> variations = new ArrayList<>();
        variations.add(new Stage(tensor, at, !transposed, padding));
        if (limits.workItems()) {
            for (long other : PADDINGS) {
                if (other != padding) {
                    variations.add(new Stage(tensor, at, transposed, other));
                }
            }
        }
        return variations;
    }

    private static List<Transformation> proposals(Nest nest) {
        Set<String> operands = new LinkedHashSet<>();
        nest.reads().forEach(access -> operands.add(access.tensor()));
        List<Transformation> proposals = new ArrayList<>();
        for (String operand : operands) {
            for (Loop loop : nest.loops()) {
                if (loop.kind() != Loop.Kind.SERIAL) {
                    continue;
                }
                proposals.add(new Stage(operand, loop.name()));
                if (nest.shape(operand).size() > 1) {
                    proposals.add(new Stage(operand, loop.name(), true, 0));
                }
                if (nest.groupSize() > 1) {
                    proposals.add(new Stage(operand, loop.name(), false, 1));
                    proposals.add(new Stage(operand, loop.name(), true, 1));
                }
            }
        }
        return proposals;
    }

    private static Transformation read(Arguments arguments) {
        if (arguments.size() < 2) {
            throw new IllegalArgumentException(
                    "stage needs an operand and a loop: stage(operand, loop, transposed, pad=elements)");
        }
        boolean transposed = false;
        long padding = 0;
        for (String argument : arguments.texts().subList(2, arguments.size())) {
            if (argument.equals(TRANSPOSED)) {
                transposed = true;
            } else if (argument.startsWith(PADDING)) {
                padding = Arguments.whole(argument.substring(PADDING.length()));
            } else {
                throw new IllegalArgumentException(
                        "a tile may be transposed, and have pad=elements, but not \"%s\"".formatted(argument));
            }
        }
        return new Stage(arguments.text(0), arguments.text(1), transposed, padding);
    }
}
