package dev.tilewright.codegen.lower;

import java.util.List;

/**
 * How large a grid may be.
 *
 * @param groups most groups along each of three dimensions
 * @param items most work-items of a group along each of them
 */
public record GridLimits(List<Long> groups, List<Long> items) {

    /** What NVIDIA's devices launch, which have the shortest dimensions. */
    public static final GridLimits SHORTEST =
            new GridLimits(List.of((1L << 31) - 1, (1L << 16) - 1, (1L << 16) - 1), List.of(1024L, 1024L, 64L));

    public GridLimits {
        groups = List.copyOf(groups);
        items = List.copyOf(items);
    }
}
