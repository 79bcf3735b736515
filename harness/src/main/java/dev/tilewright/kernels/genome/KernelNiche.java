package dev.tilewright.kernels.genome;

import dev.tilewright.cost.CostDescription;
import dev.tilewright.cost.LaunchCost;
import dev.tilewright.cost.LocalMemory;
import dev.tilewright.cost.OperandCost;
import dev.tilewright.cost.RegisterUse;
import dev.tilewright.cost.Stride;
import dev.tilewright.cost.Traffic;
import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.loops.nest.LoopNests;
import java.util.List;
import java.util.Optional;

/**
 * The niche of a scheduled kernel, read from what its nests cost and not from the steps that led to them: two schedules that do the same
 * to the memory, the registers and the parallelism of a device are of one kind. All but the traffic is that of the launch that computes
 * most.
 *
 * <ul>
 *   <li>{@code traffic beyond}: the level of the memory hierarchy whose traffic takes longest, if each delivers half of what the one
 *       before it does;
 *   <li>{@code operations per byte} of that traffic, the nearest power of 8;
 *   <li>{@code registers}: the share of the register file that accumulators take, up to a quarter and by doublings;
 *   <li>{@code tile}: how the accumulators lie. A tall tile loads twice as many elements for all lanes at once as vectors, a wide one
 *       half as many;
 *   <li>{@code lanes} of vectors;
 *   <li>{@code groups per unit}: whether compute units idle, have a few groups each, or more than balance needs, by a factor of 16;
 *   <li>{@code items per group}: none beside it, up to two warps, or more;
 *   <li>{@code launches};
 *   <li>{@code copies} of operands in faster memory: packed by launches of their own, or in local memory.
 * </ul>
 */
final class KernelNiche {

    /** What a level delivers, over what the next one does. Typical of CPUs and GPUs alike; the sources are in {@code CoreRoofline}. */
    private static final double SLOWER = 2;

    private static final int LEAST_POWER = -2;
    private static final int MOST_POWER = 4;
    private static final int BASE_BITS = 3;
    private static final double ELONGATED = 2;

    private KernelNiche() {}

    /** Returns the niche of nests that cost so much. */
    static Niche of(LoopNests nests, CostDescription cost) {
        LaunchCost heaviest = cost.heaviest();
        Traffic dominant = dominant(cost.traffic());
        return Niche.of("traffic beyond", dominant.level())
                .and("operations per byte", rounded(cost.intensity(dominant)))
                .and("registers", share(heaviest.registers()))
                .and("tile", tile(heaviest))
                .and("lanes", heaviest.vectors().lanes())
                .and("groups per unit", groups(heaviest.parallelism().groupsPerUnit()))
                .and("items per group", items(heaviest.parallelism().groupSize()))
                .and("launches", nests.launches().size())
                .and("copies", copies(cost, heaviest));
    }

    private static Traffic dominant(List<Traffic> levels) {
        Traffic dominant = levels.getFirst();
        double longest = dominant.bytes();
        double time = 1;
        for (Traffic traffic : levels) {
            if (traffic.bytes() * time > longest) {
                dominant = traffic;
                longest = traffic.bytes() * time;
            }
            time *= SLOWER;
        }
        return dominant;
    }

    private static String rounded(double intensity) {
        if (!(intensity > 0)) {
            return "0";
        }
        long power = Math.clamp(Math.round(Math.log(intensity) / (BASE_BITS * Math.log(2))), LEAST_POWER, MOST_POWER);
        long value = 1L << BASE_BITS * Math.abs(power);
        return power < 0 ? "1/" + value : String.valueOf(value);
    }

    private static String share(RegisterUse registers) {
        double share = (double) registers.accumulatorBytes() / registers.fileBytes();
        if (share == 0) {
            return "unused";
        }
        return share <= 0.25 ? "1/4" : share <= 0.5 ? "1/2" : share <= 1 ? "1" : "spilled";
    }

    /** What is the same in all lanes is loaded once for each row of the tile, a vector once for each column. */
    private static String tile(LaunchCost launch) {
        long accumulators = launch.registers().accumulators();
        if (accumulators <= 1) {
            return accumulators == 0 ? "none" : "single";
        }
        double rows = 0;
        double columns = 0;
        for (OperandCost operand : launch.operands()) {
            Optional<Stride> stride = operand.lanes().or(operand::items);
            if (stride.isEmpty() || operand.storedBytes() > 0) {
                continue;
            }
            boolean same = stride.get().elements() == 0;
            rows += same ? operand.loadedBytes() : 0;
            columns += same ? 0 : operand.loadedBytes() / launch.vectors().lanes();
        }
        if (rows + columns == 0) {
            return "scalar";
        }
        return rows >= ELONGATED * columns ? "tall" : columns >= ELONGATED * rows ? "wide" : "square";
    }

    private static String groups(double groupsPerUnit) {
        if (groupsPerUnit < 1) {
            return "under 1";
        }
        return groupsPerUnit <= 16 ? "up to 16" : groupsPerUnit <= 256 ? "up to 256" : "over 256";
    }

    private static String items(long groupSize) {
        return groupSize == 1 ? "1" : groupSize <= 64 ? "up to 64" : "over 64";
    }

    /** A launch that computes nothing copies an operand, unless it is the heaviest, where all of them compute nothing. */
    private static String copies(CostDescription cost, LaunchCost heaviest) {
        long idle = cost.launches().stream()
                .filter(launch -> launch.allOperations() == 0)
                .count();
        long packed = heaviest.allOperations() == 0 ? idle - 1 : idle;
        LocalMemory local = heaviest.local();
        if (packed == 0) {
            return local.bytes() > 0 ? "local" : "none";
        }
        return packed + (local.bytes() > 0 ? " packed and local" : " packed");
    }
}
