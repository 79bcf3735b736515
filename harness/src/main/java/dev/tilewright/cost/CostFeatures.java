package dev.tilewright.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjDoubleConsumer;

/**
 * What a surrogate learns from: numbers that describe what a candidate costs, as many for each, in a fixed order. They are those of Ansor (Zheng et al., OSDI 2020, appendix B) as far
 * as a {@link CostDescription} has them: operations, extents that are vectors, written out and parallel; of each operand the bytes, the distinct bytes, the lines, how
 * often and over what distance it is used again, and strides; and how arithmetic intensity grows from the innermost loop outwards. All but shares
 * are logarithms to base 2 of one more than the number.
 */
public final class CostFeatures {

    /** Of so many operands of the launch that computes most, those that move most bytes. */
    private static final int OPERANDS = 4;

    /** Registers, and three caches. */
    private static final int LEVELS = 4;

    private static final int CURVE = 6;

    private final ObjDoubleConsumer<String> sink;

    private CostFeatures(ObjDoubleConsumer<String> sink) {
        this.sink = sink;
    }

    /** Gives the features of a cost, by name, always in the same order. */
    public static void of(CostDescription cost, ObjDoubleConsumer<String> sink) {
        new CostFeatures(sink).describe(cost);
    }

    private void describe(CostDescription cost) {
        log("launches", cost.launches().size());
        log("operations", cost.operations());
        log("functions", cost.specialFunctions());
        List<Traffic> traffic = cost.traffic();
        for (int level = 0; level < LEVELS; level++) {
            Optional<Traffic> there = level < traffic.size() ? Optional.of(traffic.get(level)) : Optional.empty();
            log("loaded beyond level " + level, there.map(Traffic::loadedBytes).orElse(0.0));
            log("stored beyond level " + level, there.map(Traffic::storedBytes).orElse(0.0));
            log("intensity at level " + level, there.map(cost::intensity).orElse(0.0));
        }
        LaunchCost heaviest = cost.heaviest();
        launch("heaviest", heaviest);
        launch(
                "others",
                cost.launches().stream()
                        .filter(launch -> !launch.equals(heaviest))
                        .max(Comparator.comparingDouble(
                                launch -> launch.traffic().getFirst().bytes()))
                        .orElse(heaviest));
        operands(heaviest);
        curve(heaviest);
    }

    private void launch(String which, LaunchCost launch) {
        Parallelism parallelism = launch.parallelism();
        RegisterUse registers = launch.registers();
        log(which + " groups", (double) parallelism.groups());
        log(which + " work-items", (double) parallelism.groupSize());
        log(which + " groups per unit", parallelism.groupsPerUnit());
        share(which + " balance", parallelism.balance());
        log(which + " lanes", launch.vectors().lanes());
        share(which + " whole vectors", launch.vectors().share());
        log(which + " accumulators", (double) registers.accumulators());
        log(which + " operands in registers", (double) registers.operands());
        log(which + " register pressure", 16 * registers.pressure());
        log(which + " local bytes", (double) launch.local().bytes());
        log(
                which + " local traffic",
                launch.local().loadedBytes() + launch.local().storedBytes());
        log(which + " bank conflicts", launch.local().conflicts());
    }

    private void operands(LaunchCost launch) {
        List<OperandCost> sorted = new ArrayList<>(launch.operands());
        sorted.sort(
                Comparator.comparingDouble((OperandCost operand) -> -operand.loadedBytes() - operand.storedBytes()));
        for (int i = 0; i < OPERANDS; i++) {
            Optional<OperandCost> operand = i < sorted.size() ? Optional.of(sorted.get(i)) : Optional.empty();
            String which = "operand " + i;
            log(which + " loaded", operand.map(OperandCost::loadedBytes).orElse(0.0));
            log(which + " stored", operand.map(OperandCost::storedBytes).orElse(0.0));
            log(which + " distinct", operand.map(CostFeatures::distinct).orElse(0.0));
            log(which + " used again", operand.map(CostFeatures::reuse).orElse(0.0));
            log(
                    which + " reuse distance",
                    operand.map(one -> distance(one, launch)).orElse(0.0));
            log(
                    which + " stride",
                    operand.flatMap(OperandCost::innermost)
                            .map(CostFeatures::elements)
                            .orElse(0.0));
            log(
                    which + " stride of lanes",
                    operand.flatMap(OperandCost::lanes)
                            .map(CostFeatures::elements)
                            .orElse(0.0));
            log(
                    which + " stride of work-items",
                    operand.flatMap(OperandCost::items)
                            .map(CostFeatures::elements)
                            .orElse(0.0));
        }
    }

    private static double elements(Stride stride) {
        return Math.abs(stride.elements());
    }

    private static double distinct(OperandCost operand) {
        return operand.footprints().isEmpty()
                ? 0
                : operand.footprints().getFirst().bytes();
    }

    private static double reuse(OperandCost operand) {
        return (operand.loadedBytes() + operand.storedBytes()) / Math.max(1, distinct(operand));
    }

    /** Returns what all operands touch until this one is used again: in one iteration of the innermost loop that does not move it. */
    private static double distance(OperandCost operand, LaunchCost launch) {
        List<OperandCost.LoopFootprint> own = operand.footprints();
        for (int loop = own.size() - 1; loop > 0; loop--) {
            if (own.get(loop - 1).bytes() == own.get(loop).bytes()) {
                return touched(launch, loop);
            }
        }
        return touched(launch, 0);
    }

    private static double touched(LaunchCost launch, int loop) {
        return launch.operands().stream()
                .filter(operand -> loop < operand.footprints().size())
                .mapToDouble(operand -> operand.footprints().get(loop).lineBytes())
                .sum();
    }

    /** The lines that are touched in one iteration of loops at even distances from the outermost to the innermost. */
    private void curve(LaunchCost launch) {
        int loops = launch.operands().getFirst().footprints().size();
        for (int i = 0; i < CURVE; i++) {
            int loop = (int) Math.round((loops - 1) * (double) i / (CURVE - 1));
            log("touched at " + i, loops == 0 ? 0 : touched(launch, loop));
        }
    }

    private void log(String name, double number) {
        sink.accept(name, Math.log(1 + number) / Math.log(2));
    }

    /** A share is told apart as finely as numbers up to 2¹⁰ are. */
    private void share(String name, double share) {
        sink.accept(name, 10 * share);
    }
}
