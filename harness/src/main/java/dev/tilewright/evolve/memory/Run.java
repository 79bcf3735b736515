package dev.tilewright.evolve.memory;

import java.time.Instant;

/**
 * One run of a search, as it was begun.
 *
 * @param id its name, and that of its folder under {@code results/runs}
 * @param workload what it is tuned for
 * @param hardware the device's identity
 * @param device the device's id on this machine, {@code opencl:0}
 * @param plan what shapes the search's decisions (seed, budgets, generators, controller, its state at the start), as JSON
 * @param version the version of Tilewright that began it
 * @param started when it began
 */
public record Run(
        String id, Workload workload, Hardware hardware, String device, String plan, String version, Instant started) {

    /** Returns the task's name. */
    public String task() {
        return workload.task();
    }
}
