package dev.tilewright.cost;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.GpuFacts;

/**
 * The roofline of a GPU. A multiprocessor computes, and moves what its own memory, the L2 cache and the device's memory deliver, as far as enough warps are resident to
 * hide latencies (NVIDIA, "CUDA C++ Best Practices Guide": occupancy, coalescing, bank conflicts; Volkov, "Better Performance at Lower Occupancy", 2010).
 */
final class MultiprocessorRoofline implements Roofline {

    /** Lanes for single precision of a multiprocessor since Ampere's GA102 and Hopper; each does a multiply-add a cycle. */
    private static final double LANES = 128;

    /** Cycles from one multiply-add to the next that needs its result, on all lanes: so many warps' worth must be independent. */
    private static final double CHAINS = 4 * LANES / 32;

    /** Cycles that a special function unit takes for a lane, of which there are an eighth as many. */
    private static final double SPECIAL = 8;

    /** What local memory delivers in a cycle: 32 banks of four bytes. */
    private static final double LOCAL_BYTES = 128;

    /** What a multiprocessor gets in a cycle from its L1 cache, and from L2: 5.5 TB/s for the 132 of an H100 (Chips and Cheese, 2023). */
    private static final double[] CACHE_BYTES = {128, 24};

    /** What the device's memory delivers to a multiprocessor in a cycle where nothing is known of it. */
    private static final double MEMORY_BYTES = 12;

    /** Registers that a work-item needs beside its data, for indices. */
    private static final int INDEX_REGISTERS = 24;

    private static final int MOST_REGISTERS = 255;

    /** Bytes that are moved together; lanes further apart than this gain nothing from each other. */
    private static final double SECTOR_BYTES = 32;

    private static final int WORD = 4;

    /** How many times as long arithmetic takes where as many registers are spilled as there are. */
    private static final double SPILLING = 8;

    /** What it takes to begin a launch, in cycles. */
    private static final double LAUNCH = 5_000;

    /** The roofline, arithmetic, spilled registers, local memory, loads and stores, L2, memory, functions, launches. */
    private static final int PARTS = 9;

    private final DeviceFacts facts;
    private final GpuFacts gpu;

    MultiprocessorRoofline(DeviceFacts facts, GpuFacts gpu) {
        this.facts = facts;
        this.gpu = gpu;
    }

    /** Returns what a GPU of NVIDIA holds that tells no more than OpenCL asks of it. */
    static GpuFacts typical(DeviceFacts facts) {
        return new GpuFacts("8.0", 32, 2048, 32, 65536, 2 * facts.localMemoryBytes(), 0, 0);
    }

    @Override
    public double[] parts(CostDescription cost) {
        double[] sum = new double[PARTS];
        for (LaunchCost launch : cost.launches()) {
            add(launch, sum);
        }
        return sum;
    }

    private void add(LaunchCost launch, double[] sum) {
        Parallelism spread = launch.parallelism();
        double units = Math.max(1, facts.computeUnits());
        double warps = Math.ceilDiv(spread.groupSize(), gpu.warpSize());
        double whole = spread.groupSize() / (warps * gpu.warpSize());
        double resident = resident(launch) * warps;
        double busy = Math.min(1, resident * independent(launch) / CHAINS);
        double waves = share(launch);
        double arithmetic = launch.operations() / (2 * LANES * units * whole * busy) / waves;
        double spilled = Math.max(0, registers(launch) - MOST_REGISTERS) / (double) MOST_REGISTERS;
        double functions = launch.specialFunctions() * SPECIAL / (LANES * units * whole) / waves;
        double local = (launch.local().loadedBytes() + launch.local().storedBytes())
                * launch.local().conflicts()
                / (LOCAL_BYTES * units)
                / waves;
        double near = uncoalesced(launch) / (CACHE_BYTES[0] * units) / waves;
        double beyond =
                launch.traffic().get(Math.min(1, launch.traffic().size() - 1)).bytes() / (CACHE_BYTES[1] * units);
        double memory = launch.traffic().getLast().bytes() / (memoryBytes() * units);
        double computing = arithmetic * (1 + SPILLING * spilled) + functions;
        double slowest = Math.max(computing, Math.max(Math.max(local, near), Math.max(beyond, memory)));
        double all = computing + local + near + beyond + memory;
        double[] parts = {
            Roofline.together(slowest, all) + LAUNCH,
            arithmetic,
            arithmetic * spilled,
            local,
            near,
            beyond,
            memory,
            functions,
            LAUNCH
        };
        for (int i = 0; i < PARTS; i++) {
            sum[i] += parts[i];
        }
    }

    /** Returns the registers that a work-item would need. */
    private static long registers(LaunchCost launch) {
        RegisterUse use = launch.registers();
        return INDEX_REGISTERS
                + (use.accumulators() + use.operands()) * use.lanes() * Math.max(1, use.elementBytes() / WORD);
    }

    /** Returns how many groups are on a multiprocessor at once; less than one where not even one fits. */
    private double resident(LaunchCost launch) {
        double items = Math.max(1, launch.parallelism().groupSize());
        double groups = Math.min(gpu.unitGroups(), Math.floor(gpu.unitItems() / items));
        double registers = Math.min(registers(launch), MOST_REGISTERS) * items;
        groups = Math.min(groups, Math.floor(gpu.unitRegisters() / registers));
        if (launch.local().bytes() > 0) {
            groups = Math.min(
                    groups,
                    Math.floor((double) gpu.unitLocalBytes() / launch.local().bytes()));
        }
        return Math.max(0.1, Math.min(groups, Math.ceil(launch.parallelism().groupsPerUnit())));
    }

    /** Returns how many multiply-adds of a work-item do not wait for each other. */
    private static double independent(LaunchCost launch) {
        return Math.max(
                1, launch.registers().accumulators() * launch.registers().lanes());
    }

    /** Returns the share of multiprocessors that are busy on average, where as many groups run at once as are resident. */
    private double share(LaunchCost launch) {
        double atOnce = Math.max(1, Math.floor(resident(launch))) * Math.max(1, facts.computeUnits());
        double waves = launch.parallelism().groups() / atOnce;
        return waves / Math.ceil(waves);
    }

    /**
     * Returns what is loaded and stored, with the bytes that come along because neighbouring work-items want others. Where all want the same it takes as long as
     * where each wants its neighbour's: a load of a warp is one step of the units that load.
     */
    private double uncoalesced(LaunchCost launch) {
        double bytes = 0;
        for (OperandCost operand : launch.operands()) {
            double stride = operand.items().map(Stride::elements).map(Math::abs).orElse(1L);
            double factor = Math.clamp(stride, 1, SECTOR_BYTES / WORD);
            bytes += (operand.loadedBytes() + operand.storedBytes()) * factor;
        }
        return bytes;
    }

    private double memoryBytes() {
        return gpu.clockHertz() > 0 && gpu.bandwidth() > 0
                ? gpu.bandwidth() / (double) gpu.clockHertz() / Math.max(1, facts.computeUnits())
                : MEMORY_BYTES;
    }
}
