package dev.tilewright.cost;

import java.util.List;

/**
 * What one launch costs: the nest of one statement.
 *
 * @param nest the tensor that it computes
 * @param operations additions, multiplications and the like; a multiply-add is two
 * @param specialFunctions exponentials, roots and the like
 * @param operands what it reads and writes, the target last
 * @param traffic the bytes that cross each boundary of the memory hierarchy, registers first
 * @param local how it uses local memory
 * @param vectors how it uses vectors
 * @param registers how it uses registers
 * @param parallelism how it spreads over the device
 */
public record LaunchCost(
        String nest,
        double operations,
        double specialFunctions,
        List<OperandCost> operands,
        List<Traffic> traffic,
        LocalMemory local,
        VectorUse vectors,
        RegisterUse registers,
        Parallelism parallelism) {

    public LaunchCost {
        operands = List.copyOf(operands);
        traffic = List.copyOf(traffic);
    }

    /** Returns its operations of both kinds. */
    public double allOperations() {
        return operations + specialFunctions;
    }
}
