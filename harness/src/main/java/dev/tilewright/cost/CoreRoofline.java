package dev.tilewright.cost;

/**
 * The roofline of a CPU: arithmetic and the traffic of each level of its memory overlap, and a launch takes hardly longer than the slowest of them.
 *
 * <p>The ceilings are those of a core with two fused multiply-add units, typical of server processors since Haswell and Zen 2
 * (Fog, "Instruction tables"; Intel's optimization manual), not of the actual processor.
 *
 * @param width lanes of a vector register
 */
record CoreRoofline(int width) implements Roofline {

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

    /** The share of lanes that remains if a compiler has to find them in work-items; between barriers it finds none. */
    private static final double FOUND_LANES = 0.5;

    /** What it takes to begin a launch, and a group, in cycles. */
    private static final double LAUNCH = 20_000;

    private static final double GROUP = 300;

    /** The roofline, arithmetic, spilled registers, loads and stores, each boundary beyond L1, functions, launches, groups. */
    private static final int PARTS = 6 + 3 + 2;

    @Override
    public double[] parts(CostDescription cost) {
        double[] sum = new double[PARTS];
        for (LaunchCost launch : cost.launches()) {
            add(launch, sum);
        }
        return sum;
    }

    private void add(LaunchCost launch, double[] sum) {
        double lanes = width * efficiency(launch);
        double share = 1 / launch.parallelism().balance();
        double arithmetic = launch.operations() / (OPERATIONS_PER_LANE * lanes * underWay(launch));
        double spilling = Math.max(1, launch.registers().pressure());
        double functions = launch.specialFunctions() * SPECIAL_LANE_CYCLES / lanes;
        double near = near(launch) / (L1_BYTES_PER_LANE * lanes);
        double all = arithmetic * spilling + functions + near;
        double slowest = Math.max(arithmetic * spilling + functions, near);
        sum[1] += share * arithmetic;
        sum[2] += share * arithmetic * (spilling - 1);
        sum[3] += share * near;
        int level = launch.traffic().size() - 1;
        // The last boundary is that to memory, however many caches there are before it.
        for (int i = BYTES_BEYOND.length - 1; level > 0; i = Math.max(0, i - 1), level--) {
            double cycles = launch.traffic().get(level).bytes() / BYTES_BEYOND[i];
            sum[4 + i] += share * cycles;
            all += cycles;
            slowest = Math.max(slowest, cycles);
        }
        sum[7] += share * functions;
        sum[8] += LAUNCH;
        sum[9] += GROUP * Math.ceil(launch.parallelism().groupsPerUnit());
        sum[10] += share * stores(launch) / (L1_BYTES_PER_LANE * lanes);
        sum[0] += share * Roofline.together(slowest, all);
    }

    private static double near(LaunchCost launch) {
        return launch.traffic().getFirst().bytes()
                + launch.local().loadedBytes()
                + launch.local().storedBytes();
    }

    private static double stores(LaunchCost launch) {
        return launch.traffic().getFirst().storedBytes() + launch.local().storedBytes();
    }

    /** Returns the share of the multiply-add units that independent chains keep busy. */
    private double underWay(LaunchCost launch) {
        RegisterUse registers = launch.registers();
        double vectors = Math.max(1, registers.accumulators() * Math.max(1.0, (double) registers.lanes() / width));
        return Math.min(1, vectors / CHAINS);
    }

    /** Returns the share of a vector's lanes that work, on average. */
    private double efficiency(LaunchCost launch) {
        double single = 1.0 / width;
        int lanes = launch.vectors().lanes();
        if (lanes > 1) {
            double share = launch.vectors().share();
            return share * Math.min(lanes, width) / width + (1 - share) * single;
        }
        boolean found = launch.parallelism().groupSize() > 1 && launch.local().bytes() == 0;
        return found ? Math.clamp(launch.parallelism().groupSize() * FOUND_LANES / width, single, 1) : single;
    }
}
