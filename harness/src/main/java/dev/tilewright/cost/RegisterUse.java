package dev.tilewright.cost;

/**
 * The registers that one work-item needs.
 *
 * @param accumulators results that it holds, each of all lanes
 * @param operands distinct operands of one step of the reduction, each of all lanes or one value for all of them
 * @param elementBytes the size of an accumulator's element, in bytes
 * @param lanes elements of an accumulator
 * @param fileBytes what the registers of a work-item hold, in bytes
 */
public record RegisterUse(long accumulators, long operands, int elementBytes, int lanes, long fileBytes) {

    /** Returns what the accumulators take, in bytes. */
    public long accumulatorBytes() {
        return accumulators * lanes * elementBytes;
    }

    /**
     * Returns what accumulators and operands take of the registers there are. Above 1, some are spilled to memory unless the compiler
     * loads operands one after the other; where the accumulators alone pass 1 they are.
     */
    public double pressure() {
        return (double) (accumulators + operands) * lanes * elementBytes / fileBytes;
    }
}
