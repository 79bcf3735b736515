package dev.tilewright.cost;

import java.util.List;
import java.util.Optional;

/**
 * What one access of a statement costs: an operand, or the target.
 *
 * @param tensor what is accessed
 * @param access the element as the statement names it, {@code A[i, k]}
 * @param loadedBytes what the kernel loads of it, in bytes
 * @param storedBytes what the kernel stores to it, in bytes
 * @param footprints the distinct bytes that are touched by one iteration of each loop, outermost loop first
 * @param innermost its stride along the innermost loop that is no lane and not written out; empty if there is none
 * @param lanes its stride along lanes; empty if there are none
 * @param items its stride along dimension 0 of work-items; empty if there are none
 */
public record OperandCost(
        String tensor,
        String access,
        double loadedBytes,
        double storedBytes,
        List<LoopFootprint> footprints,
        Optional<Stride> innermost,
        Optional<Stride> lanes,
        Optional<Stride> items) {

    public OperandCost {
        footprints = List.copyOf(footprints);
    }

    /**
     * What one iteration of a loop touches.
     *
     * @param loop the loop
     * @param bytes the distinct elements, in bytes
     * @param lineBytes the cache lines that they lie in, in bytes
     */
    public record LoopFootprint(String loop, long bytes, long lineBytes) {}
}
