package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes the order in which groups start, for the sake of caches: groups run through a band of {@code size} iterations of one loop
 * before the other loop advances, and through all of the other before the next band.
 *
 * <p>Groups that run at the same time then read a block of both operands that is nearly square, in place of one row and all columns.
 * The first loop is split and its inner part, bound to groups too, placed inside the other, so that the grid itself has this order.
 * Known as threadblock swizzling from CUTLASS, and as grouped ordering from Triton (Tillet, Kung and Cox, "Triton: An Intermediate
 * Language and Compiler for Tiled Neural Network Computations", 2019).
 *
 * @param banded the loop that is cut into bands
 * @param across the loop that advances within a band
 * @param size iterations of the first in a band, at least 2
 */
public record Swizzle(String banded, String across, long size) implements NestTransformation {

    /** What all swizzles have in common. */
    public static final Kind KIND = Kind.of(
                    "swizzle",
                    List.of("banded", "across", "size"),
                    arguments -> new Swizzle(arguments.text(0), arguments.text(1), arguments.whole(2)))
            .proposing(Swizzle::proposals);

    private static final List<Long> SIZES = List.of(2L, 4L, 8L, 16L);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of(banded, across, Long.toString(size));
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (banded.equals(across)) {
            throw new IllegalTransformationException("swizzle needs two loops, not %s twice".formatted(banded));
        }
        for (String name : List.of(banded, across)) {
            if (nest.loop(name).kind() != Loop.Kind.GROUP) {
                throw new IllegalTransformationException(
                        "loop %s is not bound to groups, whose order this is about".formatted(name));
            }
        }
        String inner = nest.freshName(nest.loop(banded).axis());
        Nest split = Split.split(nest, nest.loop(banded), size, inner);
        List<Loop> loops = new ArrayList<>(split.loops());
        Loop inside = split.loop(inner);
        Loop bands = split.loop(banded);
        Loop other = split.loop(across);
        loops.remove(inside);
        if (loops.indexOf(bands) > loops.indexOf(other)) {
            loops.remove(bands);
            loops.add(loops.indexOf(other), bands);
        }
        loops.add(loops.indexOf(other) + 1, inside.as(Loop.Kind.GROUP));
        return split.withLoops(loops);
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return Factors.around(size, 2, 64).stream()
                .<Transformation>map(other -> new Swizzle(banded, across, other))
                .toList();
    }

    private static List<Transformation> proposals(Nest nest) {
        List<Loop> groups = nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.GROUP)
                .toList();
        List<Transformation> proposals = new ArrayList<>();
        for (Loop bands : groups) {
            for (Loop other : groups) {
                if (!bands.axis().equals(other.axis())) {
                    nest.dividing(bands, SIZES)
                            .forEach(size -> proposals.add(new Swizzle(bands.name(), other.name(), size)));
                }
            }
        }
        return proposals;
    }
}
