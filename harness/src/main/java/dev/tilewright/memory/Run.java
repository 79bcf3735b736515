package dev.tilewright.memory;

import dev.tilewright.device.Hardware;
import dev.tilewright.task.Problem;
import java.time.Instant;

/**
 * One run of a search, as it was begun.
 *
 * @param id its name, and that of its folder under {@code results/runs}
 * @param task the task's name
 * @param problem what it is tuned for
 * @param hardware the device's identity
 * @param device the device's id on this machine, {@code opencl:0}
 * @param plan what shapes the search's decisions (seed, budgets, generators, controller, its state at the start), as JSON
 * @param version the version of Tilewright that began it
 * @param started when it began
 */
public record Run(
        String id,
        String task,
        Problem problem,
        Hardware hardware,
        String device,
        String plan,
        String version,
        Instant started) {}
