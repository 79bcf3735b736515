package dev.tilewright.report;

import dev.tilewright.cost.CostDescription;
import dev.tilewright.cost.LaunchCost;
import dev.tilewright.cost.OperandCost;
import dev.tilewright.cost.Parallelism;
import dev.tilewright.cost.RegisterUse;
import dev.tilewright.cost.Stride;
import dev.tilewright.cost.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a kernel does, by count: as rows for people, and as numbers for programs. */
public final class CostTable {

    private CostTable() {}

    /**
     * A count.
     *
     * @param name what is counted
     * @param figure how much
     * @param note what that means
     */
    public record Row(String name, String figure, String note) {}

    /** Returns the rows: sums over all launches, then what the launch is like that computes most. */
    public static List<Row> rows(CostDescription cost) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(
                "operations",
                Figures.count(cost.operations()),
                cost.specialFunctions() > 0
                        ? "and " + Figures.count(cost.specialFunctions()) + " exponentials, roots and the like"
                        : ""));
        for (Traffic traffic : cost.traffic()) {
            rows.add(new Row(
                    traffic.level().equals(Traffic.REGISTERS) ? "loaded and stored" : "from beyond " + traffic.level(),
                    Figures.bytes(traffic.bytes()),
                    Figures.number(cost.intensity(traffic)) + " operations a byte"));
        }
        rows.add(new Row(
                "compulsory",
                Figures.bytes(cost.compulsoryBytes()),
                "every input read once, every output written once"));
        LaunchCost launch = cost.heaviest();
        rows.add(lanes(launch));
        RegisterUse registers = launch.registers();
        rows.add(new Row(
                "accumulators",
                Long.toString(registers.accumulators()),
                "with %d operands, %s of the registers of a work-item"
                        .formatted(registers.operands(), Figures.percent(registers.pressure()))));
        rows.add(groups(launch.parallelism()));
        int conflicts = launch.local().conflicts();
        rows.add(new Row(
                "local memory",
                Figures.bytes((double) launch.local().bytes()),
                "in each group" + (conflicts > 1 ? ", up to %d accesses to a bank at once".formatted(conflicts) : "")));
        for (OperandCost operand : launch.operands()) {
            rows.add(new Row(
                    operand.access(), Figures.bytes(operand.loadedBytes() + operand.storedBytes()), strides(operand)));
        }
        return rows;
    }

    private static Row lanes(LaunchCost launch) {
        return new Row(
                "lanes",
                Integer.toString(launch.vectors().lanes()),
                launch.vectors().lanes() == 1
                        ? "no vectors"
                        : Figures.percent(launch.vectors().share()) + " of the operations in them");
    }

    private static Row groups(Parallelism parallelism) {
        return new Row(
                "groups",
                Long.toString(parallelism.groups()),
                "of %d %s; %s a compute unit, the last wave keeps %s of them busy"
                        .formatted(
                                parallelism.groupSize(),
                                parallelism.groupSize() == 1 ? "work-item" : "work-items",
                                Figures.number(parallelism.groupsPerUnit()),
                                Figures.percent(parallelism.lastWave())));
    }

    private static String strides(OperandCost operand) {
        List<String> strides = new ArrayList<>();
        operand.innermost().ifPresent(stride -> strides.add(stride + " along " + stride.loop()));
        operand.lanes().ifPresent(stride -> strides.add(stride + " in lanes"));
        operand.items().ifPresent(stride -> strides.add(stride + " in work-items"));
        return strides.stream().collect(Collectors.joining(", "));
    }

    /** Returns the same numbers for {@code result.json}. */
    static Map<String, Object> content(CostDescription cost) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("operations", cost.operations());
        content.put("special_functions", cost.specialFunctions());
        content.put("compulsory_bytes", cost.compulsoryBytes());
        content.put(
                "traffic",
                cost.traffic().stream()
                        .map(traffic -> {
                            Map<String, Object> level = traffic(traffic);
                            level.put("operations_per_byte", cost.intensity(traffic));
                            return level;
                        })
                        .toList());
        content.put("launches", cost.launches().stream().map(CostTable::launch).toList());
        return content;
    }

    private static Map<String, Object> traffic(Traffic traffic) {
        Map<String, Object> level = new LinkedHashMap<>();
        level.put("level", traffic.level());
        level.put("loaded_bytes", traffic.loadedBytes());
        level.put("stored_bytes", traffic.storedBytes());
        return level;
    }

    private static Map<String, Object> launch(LaunchCost launch) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("computes", launch.nest());
        content.put("operations", launch.operations());
        content.put("special_functions", launch.specialFunctions());
        content.put("traffic", launch.traffic().stream().map(CostTable::traffic).toList());
        content.put("lanes", launch.vectors().lanes());
        content.put("share_in_lanes", launch.vectors().share());
        content.put("accumulators", launch.registers().accumulators());
        content.put("accumulator_bytes", launch.registers().accumulatorBytes());
        content.put("operands_live", launch.registers().operands());
        content.put("register_pressure", launch.registers().pressure());
        content.put("local_memory_bytes", launch.local().bytes());
        content.put("bank_conflicts", launch.local().conflicts());
        content.put("groups", launch.parallelism().groups());
        content.put("group_size", launch.parallelism().groupSize());
        content.put("groups_per_unit", launch.parallelism().groupsPerUnit());
        content.put("last_wave", launch.parallelism().lastWave());
        content.put(
                "operands", launch.operands().stream().map(CostTable::operand).toList());
        return content;
    }

    private static Map<String, Object> operand(OperandCost operand) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("access", operand.access());
        content.put("loaded_bytes", operand.loadedBytes());
        content.put("stored_bytes", operand.storedBytes());
        put(content, "stride_innermost", operand.innermost());
        put(content, "stride_lanes", operand.lanes());
        put(content, "stride_items", operand.items());
        return content;
    }

    private static void put(Map<String, Object> content, String name, Optional<Stride> stride) {
        stride.ifPresent(known -> content.put(name, known.elements()));
    }
}
