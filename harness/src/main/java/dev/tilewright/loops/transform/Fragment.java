package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Annotation;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The loops that a matrix unit carries out together: 32 neighbouring work-items multiply 16 × 8 elements of one operand with 8 × 8 of
 * another. The innermost loops of work-items are the eight rows and the four pairs of columns among which results are divided; each
 * work-item has two rows, eight apart, and two neighbouring columns.
 *
 * <p>This is how NVIDIA's instruction {@code mma.m16n8k8} divides results (PTX ISA, "Matrix Fragments for mma.m16n8k8"), written as loops.
 *
 * @param rows the work-items' loop along rows
 * @param pairs the work-items' loop along columns
 * @param halves the loop over the two rows of a work-item
 * @param columns the loop over its two columns
 * @param depth the reduction loop
 */
public record Fragment(String rows, String pairs, String halves, String columns, String depth) implements Annotation {

    /** Rows of results. */
    public static final long ROWS = 16;

    /** Columns of results. */
    public static final long COLUMNS = 8;

    /** Products that are summed for each result. */
    public static final long DEPTH = 8;

    /** Work-items that share a fragment. */
    public static final int WARP = 32;

    /** Work-items along the rows. */
    public static final long ITEM_ROWS = 8;

    /** Work-items along the columns. */
    public static final long ITEM_PAIRS = 4;

    /** Returns the loops of a nest that matrix units carry out, if there are any. */
    public static Optional<Fragment> of(Nest nest) {
        return nest.annotation(Fragment.class);
    }

    @Override
    public boolean needsGuards() {
        return true;
    }

    /** Tells whether the loops of a nest are still there, each in its place. */
    boolean intact(Nest nest) {
        List<Loop> items = nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.ITEM)
                .toList();
        List<Loop> all = nest.loops();
        if (items.size() < 2 || all.size() < 3) {
            return false;
        }
        Stream<Loop> inPlace = Stream.concat(
                items.subList(items.size() - 2, items.size()).stream(),
                all.subList(all.size() - 3, all.size()).stream());
        return inPlace.map(loop -> "%s %s %s".formatted(loop.name(), loop.trips(), loop.kind()))
                .toList()
                .equals(List.of(
                        form(rows, ITEM_ROWS, Loop.Kind.ITEM),
                        form(pairs, ITEM_PAIRS, Loop.Kind.ITEM),
                        form(halves, ROWS / ITEM_ROWS, Loop.Kind.UNROLLED),
                        form(columns, COLUMNS / ITEM_PAIRS, Loop.Kind.UNROLLED),
                        form(depth, DEPTH, Loop.Kind.UNROLLED)));
    }

    private static String form(String name, long trips, Loop.Kind kind) {
        return "%s %s %s".formatted(name, OptionalLong.of(trips), kind);
    }

    /** Returns how many loops stay innermost in a nest. */
    static int innermost(Nest nest) {
        return of(nest).isPresent() ? 3 : 0;
    }
}
