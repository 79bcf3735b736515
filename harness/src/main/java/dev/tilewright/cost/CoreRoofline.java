package dev.tilewright.cost;

import dev.tilewright.device.DeviceFacts;

/**
 * Compares candidates on a CPU by a roofline over all levels of its memory: arithmetic and the traffic of each level overlap, and a
 * launch takes as long as the slowest of them (Williams et al., CACM 2009; Ilic et al., 2014).
 *
 * <p>The ceilings are those of a core with two fused multiply-add units, typical of server processors since Haswell and Zen 2
 * (Fog, "Instruction tables"; Intel's optimization manual), not of the actual processor. So the result ranks candidates for one task; it
 * predicts no time.
 */
public final class CoreRoofline {

    /** Fused multiply-adds of two units, each two operations on all lanes. */
    private static final double OPERATIONS_PER_LANE = 4;

    /** Multiply-adds under way at once, which must be independent of each other: two units with a latency of four cycles. */
    private static final double CHAINS = 8;

    /** What an exponential costs, in lane-cycles: a polynomial of some ten terms. */
    private static final double SPECIAL_LANE_CYCLES = 8;

    /** Two loads of a vector a cycle, of four bytes a lane. */
    private static final double L1_BYTES_PER_LANE = 8;

    /** What caches beyond L1 and the memory deliver to one core, in bytes a cycle, nearest first. */
    private static final double[] BYTES_BEYOND = {32, 16, 4};

    /** The share of lanes that remains if a compiler has to find them in work-items. */
    private static final double FOUND_LANES = 0.5;

    private CoreRoofline() {}

    /** Returns the cycles of one core, if all did equally much. */
    public static double cycles(CostDescription cost, DeviceFacts facts) {
        return cost.launches().stream()
                .mapToDouble(launch -> cycles(launch, Math.max(1, facts.vectorWidth())))
                .sum();
    }

    private static double cycles(LaunchCost launch, int width) {
        double lanes = width * efficiency(launch, width);
        double cycles = Math.max(arithmetic(launch, lanes, width), near(launch) / (L1_BYTES_PER_LANE * lanes));
        int level = launch.traffic().size() - 1;
        // The last boundary is that to memory, however many caches there are before it.
        for (int i = BYTES_BEYOND.length - 1; level > 0; i = Math.max(0, i - 1), level--) {
            cycles = Math.max(cycles, launch.traffic().get(level).bytes() / BYTES_BEYOND[i]);
        }
        return cycles / launch.parallelism().balance();
    }

    private static double near(LaunchCost launch) {
        return launch.traffic().getFirst().bytes()
                + launch.local().loadedBytes()
                + launch.local().storedBytes();
    }

    private static double arithmetic(LaunchCost launch, double lanes, int width) {
        RegisterUse registers = launch.registers();
        double vectors = Math.max(1, registers.accumulators() * Math.max(1.0, (double) registers.lanes() / width));
        double underWay = Math.min(1, vectors / CHAINS);
        double spilling = Math.max(1, registers.pressure());
        return launch.operations() / (OPERATIONS_PER_LANE * lanes * underWay) * spilling
                + launch.specialFunctions() * SPECIAL_LANE_CYCLES / lanes;
    }

    /** Returns the share of a vector's lanes that work, on average. */
    private static double efficiency(LaunchCost launch, int width) {
        double single = 1.0 / width;
        int lanes = launch.vectors().lanes();
        if (lanes > 1) {
            double share = launch.vectors().share();
            return share * Math.min(lanes, width) / width + (1 - share) * single;
        }
        double items = launch.parallelism().groupSize() * FOUND_LANES / width;
        return launch.parallelism().groupSize() > 1 ? Math.min(1, items) : single;
    }
}
