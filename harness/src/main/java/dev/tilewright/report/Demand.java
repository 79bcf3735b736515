package dev.tilewright.report;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.tensor.Counts;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a problem demands of a device and what the device can give at best: turns a time into rates.
 *
 * @param operations arithmetic operations of the problem; 0 where it has none, or they are unknown
 * @param bytes compulsory traffic of the problem, in bytes; 0 where unknown
 * @param peakOperations the device's measured peak, in operations per second; empty where it was not measured
 * @param peakBytes the device's measured bandwidth, in bytes per second; empty where it was not measured
 */
public record Demand(double operations, double bytes, OptionalDouble peakOperations, OptionalDouble peakBytes) {

    /** Returns the demand of a problem of which nothing is known. */
    public static Demand unknown() {
        return new Demand(0, 0, OptionalDouble.empty(), OptionalDouble.empty());
    }

    /**
     * Counts what a problem demands, without a device's peaks. A task without an expression has its buffers' bytes and no operations.
     */
    public static Demand of(Task task, Problem problem) {
        if (task.computation().isEmpty()) {
            long all = task.buffers(problem).stream().mapToLong(Buffer::bytes).sum();
            return new Demand(0, all, OptionalDouble.empty(), OptionalDouble.empty());
        }
        Map<String, Integer> elementBytes = new HashMap<>();
        task.arguments()
                .forEach(argument ->
                        elementBytes.put(argument.name(), argument.type().bytes()));
        Counts counts = Counts.of(task.computation().get(), problem.sizes());
        return new Demand(
                counts.operations(),
                counts.bytes(name -> elementBytes.getOrDefault(name, Float.BYTES)),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    /**
     * Returns the same demand of a device with measured peaks.
     *
     * @param operationsPerSecond its peak of arithmetic
     * @param bytesPerSecond its bandwidth
     */
    public Demand under(double operationsPerSecond, double bytesPerSecond) {
        return new Demand(operations, bytes, OptionalDouble.of(operationsPerSecond), OptionalDouble.of(bytesPerSecond));
    }

    /** Returns the rate of arithmetic in 10⁹ operations per second at a time of {@code nanos}; empty where there is none. */
    public OptionalDouble gigaOperations(double nanos) {
        return operations > 0 ? OptionalDouble.of(operations / nanos) : OptionalDouble.empty();
    }

    /** Returns the rate of compulsory traffic in 10⁹ bytes per second at a time of {@code nanos}; empty where unknown. */
    public OptionalDouble gigaBytes(double nanos) {
        return bytes > 0 ? OptionalDouble.of(bytes / nanos) : OptionalDouble.empty();
    }

    /** Returns the least time that the measured peaks allow, in ns; empty where neither bound is known. */
    public OptionalDouble floorNanos() {
        double arithmetic = peakOperations.isPresent() ? operations / peakOperations.getAsDouble() : 0;
        double traffic = peakBytes.isPresent() ? bytes / peakBytes.getAsDouble() : 0;
        double floor = Math.max(arithmetic, traffic) * 1e9;
        return floor > 0 ? OptionalDouble.of(floor) : OptionalDouble.empty();
    }

    /** Returns what share of the roofline is reached at a time of {@code nanos}, from 0 to 1; empty where there is no roofline. */
    public OptionalDouble rooflineFraction(double nanos) {
        OptionalDouble floor = floorNanos();
        return floor.isPresent() ? OptionalDouble.of(floor.getAsDouble() / nanos) : OptionalDouble.empty();
    }

    /** Tells whether arithmetic, rather than traffic, says most about this problem: more than ten operations a byte. */
    public boolean boundByArithmetic() {
        return operations > 10 * bytes;
    }

    /** Returns the rate that says most, in words: {@code 41.3 GFLOP/s}; empty where nothing is known. */
    public String rate(double nanos) {
        if (boundByArithmetic() || bytes <= 0) {
            OptionalDouble rate = gigaOperations(nanos);
            return rate.isPresent() ? Figures.number(rate.getAsDouble()) + " GFLOP/s" : "";
        }
        return Figures.number(bytes / nanos) + " GB/s";
    }
}
